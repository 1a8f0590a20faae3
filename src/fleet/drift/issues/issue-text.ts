import { shorten } from "@marketplane/providers/shorten.ts";
import type { Finding } from "../../../core/model/drift-report.ts";
import { code, inText, value } from "../report/markdown.ts";
import type { IssueText } from "./issue-host.ts";

/** Data in the hidden first line of an issue. */
export interface IssueMark {
  readonly fingerprint: string;
  /** The stack of the finding; null for an unmanaged object. */
  readonly stack: string | null;
  /** The project whose scans maintain the issue: the path of its Pulumi.yaml. */
  readonly scope: string;
}

const titleLengthMax = 200;

/** The issue text of a finding; unchanged while the finding is unchanged. */
export function issueText(finding: Finding, scope: string): IssueText {
  const { kind, severity, type, name, id, stack, property, message, remedy, location, fingerprint } = finding;
  const rows = [
    ["kind", `${kind}, ${severity}`],
    ["resource", `${code(name)} (${code(type)})`],
    ["id", code(id)],
    ["stack", stack === null ? "not in any stack" : code(stack)],
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
    "Maintained by `marketplane drift`: closed when the drift is gone, and reopened if it comes back.",
  ];
  const title = `Drift: ${message}`;
  const short = shorten(title, titleLengthMax);
  return { title: short, body: `${lines.join("\n")}\n` };
}

function markLine({ fingerprint, stack, scope }: IssueMark): string {
  const words = [fingerprint, stack === null ? "-" : `stack:${encode(stack)}`, encode(scope)];
  return `<!-- marketplane-drift ${words.join(" ")} -->`;
}

/** The mark of an issue; undefined if marketplane did not create the issue. */
export function readMark(body: string): IssueMark | undefined {
  const [, fingerprint, stack, scope] = /^<!-- marketplane-drift ([0-9a-f]{32}) (\S+) (\S+) -->/.exec(body) ?? [];
  if (fingerprint === undefined || stack === undefined || scope === undefined) {
    return undefined;
  }
  const name = stack === "-" ? null : decodeURIComponent(stack.slice("stack:".length));
  return { fingerprint, stack: name, scope: decodeURIComponent(scope) };
}

/** Two hyphens would end the HTML comment. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll("-", "%2D");
}
