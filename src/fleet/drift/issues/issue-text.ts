import { shorten } from "@marketplane/providers/shorten.ts";
import type { Finding } from "../../../core/model/drift-report.ts";
import { code, inText, value } from "../report/markdown.ts";
import type { IssueText } from "./issue-host.ts";

/** What an issue's first line says of it, where people do not see it. */
export interface IssueMark {
  readonly fingerprint: string;
  /** The stack of the finding, null of what is unmanaged. */
  readonly stack: string | null;
  /** The project whose search keeps the issue: the path of its Pulumi.yaml. */
  readonly scope: string;
}

const titleLengthMax = 200;

/** The issue about a finding; the same text as long as the same is found. */
export function issueText(finding: Finding, scope: string): IssueText {
  const { kind, severity, type, name, id, stack, property, message, remedy, location, fingerprint } = finding;
  const rows = [
    ["kind", `${kind}, ${severity}`],
    ["resource", `${code(name)} (${code(type)})`],
    ["id", code(id)],
    ["stack", stack === null ? "in no stack" : code(stack)],
    ...(property === null
      ? []
      : [
          ["property", code(property.path)],
          ["declared", value(property.desired)],
          ["at the vendor", value(property.observed)],
        ]),
    ...(location === null ? [] : [["declared at", code(`${location.file}:${location.line}`)]]),
  ];
  const lines = [
    markLine({ fingerprint, stack, scope }),
    inText(message),
    "",
    "| | |",
    "|---|---|",
    ...rows.map(([title, text]) => `| ${title} | ${text} |`),
    "",
    inText(remedy),
    "",
    "Kept by `marketplane drift`: it is closed when this is found no more, and opened again when it comes back.",
  ];
  const title = `Drift: ${message}`;
  const short = shorten(title, titleLengthMax);
  return { title: short, body: `${lines.join("\n")}\n` };
}

function markLine({ fingerprint, stack, scope }: IssueMark): string {
  const words = [fingerprint, stack === null ? "-" : `stack:${encode(stack)}`, encode(scope)];
  return `<!-- marketplane-drift ${words.join(" ")} -->`;
}

/** What the issue is about, undefined of one that was not made here. */
export function readMark(body: string): IssueMark | undefined {
  const [, fingerprint, stack, scope] = /^<!-- marketplane-drift ([0-9a-f]{32}) (\S+) (\S+) -->/.exec(body) ?? [];
  if (fingerprint === undefined || stack === undefined || scope === undefined) {
    return undefined;
  }
  const name = stack === "-" ? null : decodeURIComponent(stack.slice("stack:".length));
  return { fingerprint, stack: name, scope: decodeURIComponent(scope) };
}

/** Two hyphens would end the comment. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll("-", "%2D");
}
