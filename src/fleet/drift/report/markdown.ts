import { shorten } from "@marketplane/providers/shorten.ts";
import { type DriftReport, type Finding, kinds } from "../../../core/model/drift-report.ts";
import { countText } from "../count-text.ts";
import { foldedText, isFolded } from "../is-folded.ts";

/**
 * The first line, which identifies an earlier comment so that it can be edited instead of adding another one.
 */
export const commentMarker = "<!-- marketplane-drift -->";

const verdicts: Readonly<Record<DriftReport["result"], string>> = {
  clean: "No drift",
  drift: "Drift",
  error: "Incomplete scan",
};
/** Keeps the report below the 65,536 characters of a GitHub comment. */
const rowsMax = 150;

/** The report as a comment on a pull request or as an issue. */
export function toMarkdown(report: DriftReport): string {
  const { summary, stacks, findings, ignored, errors } = report;
  const counts = kinds
    .filter((kind) => (summary.findings[kind] ?? 0) > 0)
    .map((kind) => `${summary.findings[kind]} ${kind}`);
  const sections = [
    commentMarker,
    `## ${verdicts[report.result]}`,
    `${countText(summary.resources, "resource")} compared in ${countText(stacks.length, "stack")}${counts.length === 0 ? "" : `: ${counts.join(", ")}`}.`,
    bullets(
      stacks
        .filter(({ reason }) => reason !== null)
        .map(({ name, status, reason }) => `**${code(name)}** ${status}: ${inText(reason ?? "")}`),
    ),
    bullets(
      errors.map(
        ({ stack, vendor, resource, message }) =>
          `:x: ${inText([stack, vendor, resource].filter(Boolean).join(", "))}: ${inText(message)}`,
      ),
    ),
    table(findings.filter((finding) => !isFolded(finding))),
    remediationText(report),
    details(
      "ignored",
      ignored.map(
        ({ message, ignoredBy: { reason, owner, expires } }) =>
          `${inText(message)}: ${inText(reason)}${owner === null ? "" : ` (${inText(owner)}, until ${expires})`}`,
      ),
    ),
    bullets(report.warnings.map((warning) => `:warning: ${inText(warning)}`)),
    bullets(report.notes.map(inText)),
    uncheckedText(report),
    foldedText(findings) === "" ? "" : `Cannot be verified (the vendor documents no call): ${foldedText(findings)}.`,
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

function table(findings: readonly Finding[]): string {
  if (findings.length === 0) {
    return "";
  }
  const rows = findings.slice(0, rowsMax).map(toRow);
  const rest = findings.length - rows.length;
  const head = ["| | kind | resource | difference | declared at |", "|---|---|---|---|---|"];
  return [...head, ...rows, ...(rest > 0 ? [`| | | | and ${rest} more | |`] : [])].join("\n");
}

const signs = { error: ":red_circle:", warning: ":yellow_circle:", note: ":white_circle:" } as const;

function toRow({ severity, kind, name, stack, property, message, location }: Finding): string {
  const what =
    property === null
      ? inText(message)
      : `${code(property.path)}: ${value(property.desired)} → ${value(property.observed)}`;
  const where = location === null ? "" : code(`${location.file}:${location.line}`);
  return `| ${signs[severity]} | ${kind} | ${code(name)}${stack === null ? "" : ` in ${code(stack)}`} | ${what} | ${where} |`;
}

const resultSigns = { remediated: ":white_check_mark:", left: ":warning:", failed: ":x:" } as const;

function remediationText({ remediation }: DriftReport): string {
  if (remediation === undefined || remediation.outcome === "nothing") {
    return "";
  }
  const items = remediation.findings.map(
    ({ result, message, reason }) =>
      `${resultSigns[result]} ${result}: ${inText(message)}${reason === null ? "" : `: ${inText(reason)}`}`,
  );
  const title = remediation.outcome === "done" ? "### Remediation" : `### Not remediated: ${remediation.outcome}`;
  const shown = items.slice(0, rowsMax);
  const rest = items.length - shown.length;
  return [title, "", bullets([...shown, ...(rest > 0 ? [`and ${rest} more`] : [])])].join("\n").trimEnd();
}

const valueLengthMax = 80;

/** A value of a property, short enough for a table. */
export function value(json: unknown): string {
  const text = json === null ? "not set" : JSON.stringify(json);
  return code(shorten(text, valueLengthMax));
}

function details(title: string, items: readonly string[]): string {
  return items.length === 0
    ? ""
    : `<details><summary>${items.length} ${title}</summary>\n\n${bullets(items)}\n\n</details>`;
}

function uncheckedText({ stacks }: DriftReport): string {
  const count = stacks.flatMap(({ notChecked }) => notChecked).reduce((sum, { count: one }) => sum + one, 0);
  return count === 0
    ? ""
    : `${countText(count, "resource")} of other providers ${count === 1 ? "was" : "were"} not checked; \`pulumi refresh\` checks them.`;
}

function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join("\n");
}

/** Prevents a vendor's text from becoming markup, a mention or an extra column. */
export function inText(text: string): string {
  return text
    .replaceAll(/\s+/g, " ")
    .replaceAll(/[\\`*_{}[\]<>#|~&]/g, (sign) => `\\${sign}`)
    .replaceAll("@", "@\u200b");
}

/** Formats any text as code in a table cell. */
export function code(text: string): string {
  const plain = text.replaceAll(/\s+/g, " ").replaceAll("|", "\\|");
  const fence = "`".repeat(Math.max(0, ...[...plain.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  const pad = fence.length > 1 ? " " : "";
  return `${fence}${pad}${plain}${pad}${fence}`;
}
