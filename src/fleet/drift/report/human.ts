import { styleText } from "node:util";
import { type DriftKind, type DriftReport, type Finding, kinds } from "../../../core/model/drift-report.ts";
import { countText } from "../count-text.ts";
import { foldedText, isFolded } from "../is-folded.ts";
import type { ReportSetting } from "./report-setting.ts";

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

const titles: Readonly<Record<DriftKind, string>> = {
  changed: "changed at the vendor",
  missing: "missing at the vendor",
  incomplete: "left incomplete by an update",
  unmanaged: "not in any stack",
  degraded: "as declared, but not working",
  unverifiable: "cannot be verified",
};
/** The report as text: by stack and kind, with the next steps. */
export function toHumanText(report: DriftReport, { stream }: ReportSetting): string {
  const paint: Paint = (style, text) => (stream ? styleText(style, text, { stream }) : text);
  const sections = [
    ...report.stacks.map((stack) => stackSection(stack, report, paint)),
    unmanagedSection(report, paint),
    list(
      "ignored",
      report.ignored.map(
        ({ message, ignoredBy: { reason, owner, expires } }) =>
          `${message} (${reason}${owner ? `; ${owner}` : ""}${expires ? `, until ${expires}` : ""})`,
      ),
      paint,
    ),
    list(
      "errors",
      report.errors.map(
        ({ stack, vendor, resource, message }) => `${[stack, vendor, resource].filter(Boolean).join(", ")}: ${message}`,
      ),
      (_style, text) => paint("red", text),
    ),
    remediationSection(report, paint),
    list("warnings", report.warnings, paint),
    list("notes", report.notes, paint),
    summary(report, paint),
    nextSteps(report),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

function stackSection(stack: DriftReport["stacks"][number], { findings }: DriftReport, paint: Paint): string {
  const own = findings.filter((finding) => finding.stack === stack.name);
  const others = stack.notChecked.reduce((sum, { count }) => sum + count, 0);
  const notes = [
    ...(stack.reason === null ? [] : [`${stack.status}: ${stack.reason}`]),
    ...(others === 0
      ? []
      : [
          `not checked: ${countText(others, "resource")} of other providers (${stack.notChecked.map(({ type, count }) => `${count} ${type}`).join(", ")}); pulumi refresh checks them`,
        ]),
  ];
  const head = `${paint("bold", stack.name)}  ${countText(stack.resources, "resource")} compared`;
  return [head, ...notes.map((note) => `  ${note}`), ...groups(own, paint), ...foldedLine(own, paint)].join("\n");
}

function unmanagedSection({ findings }: DriftReport, paint: Paint): string {
  const unmanaged = findings.filter(({ stack }) => stack === null);
  return unmanaged.length === 0 ? "" : groups(unmanaged, paint).join("\n");
}

function groups(findings: readonly Finding[], paint: Paint): string[] {
  return kinds.flatMap((kind) => {
    const group = findings.filter((finding) => finding.kind === kind && !isFolded(finding));
    return group.length === 0
      ? []
      : [
          `  ${paint("underline", `${titles[kind]} (${group.length})`)}`,
          ...group.map((finding) => `    ${mark(finding, paint)} ${finding.message}${placeOf(finding, paint)}`),
        ];
  });
}

function foldedLine(findings: readonly Finding[], paint: Paint): string[] {
  const folded = foldedText(findings);
  return folded === "" ? [] : [paint("dim", `  cannot be verified: ${folded} (the vendor documents no call for them)`)];
}

function mark({ severity }: Finding, paint: Paint): string {
  const style = { error: "red", warning: "yellow", note: "cyan" } as const;
  return paint(style[severity], severity);
}

function placeOf({ location }: Finding, paint: Paint): string {
  return location === null ? "" : paint("dim", `  ${location.file}:${location.line}`);
}

function list(title: string, items: readonly string[], paint: Paint): string {
  return items.length === 0
    ? ""
    : [paint("bold", `${title} (${items.length})`), ...items.map((item) => `  ${item}`)].join("\n");
}

const outcomes = {
  done: "remediation",
  nothing: "nothing to remediate",
  refused: "not remediated",
  declined: "not remediated: declined",
} as const;
const resultStyles = { remediated: "green", left: "yellow", failed: "red" } as const;

function remediationSection({ remediation }: DriftReport, paint: Paint): string {
  if (remediation === undefined) {
    return "";
  }
  const lines = remediation.findings.map(
    ({ result, message, reason }) =>
      `  ${paint(resultStyles[result], result)} ${message}${reason === null ? "" : `: ${reason}`}`,
  );
  return [paint("bold", outcomes[remediation.outcome]), ...lines].join("\n");
}

function summary(
  { result, summary: { resources, findings, ignored, errors, skippedStacks } }: DriftReport,
  paint: Paint,
): string {
  const counts = kinds.filter((kind) => (findings[kind] ?? 0) > 0).map((kind) => `${findings[kind]} ${kind}`);
  const others = [
    ...(ignored > 0 ? [`${ignored} ignored`] : []),
    ...(errors > 0 ? [countText(errors, "error")] : []),
    ...(skippedStacks > 0 ? [`${countText(skippedStacks, "stack")} skipped`] : []),
  ];
  const words = { clean: "no drift", drift: "drift", error: "incomplete scan" } as const;
  const style = { clean: "green", drift: "yellow", error: "red" } as const;
  return `${paint(style[result], words[result])}: ${[`${countText(resources, "resource")} compared`, ...counts, ...others].join(", ")}`;
}

function nextSteps({ findings, errors }: DriftReport): string {
  const stacks = [...new Set(findings.filter(({ isRemediatedByUp }) => isRemediatedByUp).map(({ stack }) => stack))];
  const steps = [
    ...stacks.map(
      (stack) =>
        `  pulumi preview --refresh --diff --stack ${stack}     (shows what an up would change; then run pulumi up --refresh)`,
    ),
    ...(stacks.length > 0 ? ["  marketplane drift --remediate     (restores only what has drifted)"] : []),
    ...(findings.some(({ kind }) => kind === "unmanaged")
      ? ["  marketplane adopt --help     (generates declarations of unmanaged objects)"]
      : []),
    ...(errors.length > 0
      ? ["  fix the errors and run the scan again: resources that were not compared may have drifted"]
      : []),
  ];
  return steps.length === 0 ? "" : ["next steps:", ...steps].join("\n");
}
