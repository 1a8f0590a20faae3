import { shorten } from "@marketplane/providers/shorten.ts";
import type { ObservedExchange } from "./observed-exchange.ts";
import type { CheckResult, SimulationReport } from "./report.ts";

/** Colors a text, if colors are enabled. */
export type Paint = (colour: "green" | "red" | "yellow" | "gray", text: string) => string;

const labels = { pass: "pass", fail: "FAIL", warning: "warn", skipped: "skip" } as const;
const colours = { pass: "green", fail: "red", warning: "yellow", skipped: "gray" } as const;
const bodyLengthMax = 300;

/** The report for people: a line for each check, and for a missed check its reason and the exchange. */
export function toText(report: SimulationReport, paint: Paint): string {
  const { marketplace, target, checks, summary, leftBehind, isStopped } = report;
  const width = Math.max(0, ...checks.map(({ id }) => id.length));
  const counts = Object.entries(summary).map(([outcome, count]) => `${count} ${outcome}`);
  const lines = [
    `${marketplace} against ${target}`,
    ...checks.flatMap((result) => toLines(result, width, paint)),
    "",
    `${report.ok ? paint("green", "ok") : paint("red", "not ok")}: ${counts.join(", ")}`,
    ...(isStopped ? [paint("yellow", "stopped before the last check")] : []),
    leftBehind.length === 0 ? "nothing was left behind" : paint("red", "left behind; delete these by hand:"),
    ...leftBehind.map((what) => `  ${onOneLine(what)}`),
  ];
  return `${lines.join("\n")}\n`;
}

function toLines(result: CheckResult, width: number, paint: Paint): string[] {
  const { id, outcome, guarantee, reason, standsFor, source, exchanges } = result;
  const head = `${paint(colours[outcome], labels[outcome])}  ${id.padEnd(width)}  `;
  if (outcome === "skipped") {
    return [`${head}${paint("gray", `skipped: ${reason}`)}`];
  }
  const first = `${head}${guarantee}`;
  if (outcome === "pass") {
    return [reason === null ? first : `${first} (${onOneLine(reason)})`];
  }
  return [
    first,
    paint(colours[outcome], `      ${onOneLine(reason ?? "")}`),
    `      why: ${standsFor} (${source})`,
    ...exchanges.slice(-1).flatMap(toExchange),
  ];
}

function toExchange({ request, response, failure }: ObservedExchange): string[] {
  return [
    `      sent: ${request.method} ${request.url} ${onOneLine(request.body ?? "")}`.trimEnd(),
    `      seen: ${response ? `${response.status} ${onOneLine(response.body)}`.trimEnd() : failure}`,
  ];
}

/** A text on one line, without control characters, because it comes from a provider. */
function onOneLine(text: string): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, " ").trim();
  return shorten(line, bodyLengthMax);
}
