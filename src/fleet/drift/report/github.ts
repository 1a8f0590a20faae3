import type { DriftReport, Finding } from "../../../core/model/drift-report.ts";
import { isFolded } from "../is-folded.ts";
import type { ReportSetting } from "./report-setting.ts";

/** Each finding as a workflow command, which GitHub shows at the object's declaration. */
export function toGithubText(report: DriftReport, { projectFile }: ReportSetting): string {
  const lines = [
    ...report.findings.filter((finding) => !isFolded(finding)).map((finding) => annotation(finding, projectFile)),
    ...report.errors.map(({ message }) => command("error", { title: "drift: check failed" }, message)),
    ...report.stacks
      .filter(({ status }) => status === "skipped")
      .map(({ name, reason }) => command("notice", { title: `drift: ${name} skipped` }, reason ?? "")),
    ...(report.remediation?.findings ?? [])
      .filter(({ result }) => result !== "failed")
      .map(({ result, message, reason }) =>
        command(
          result === "left" ? "warning" : "notice",
          { title: `drift: ${result}` },
          [message, reason].filter(Boolean).join(": "),
        ),
      ),
    ...report.warnings.map((text) => command("warning", { title: "drift: policy" }, text)),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function annotation({ severity, kind, message, remedy, location }: Finding, projectFile: string): string {
  const place = { file: location?.file ?? projectFile, line: String(location?.line ?? 1) };
  return command(
    severity === "note" ? "notice" : severity,
    { ...place, title: `drift: ${kind}` },
    `${message}\n${remedy}`,
  );
}

/** `::error file=a,line=1::text`, with the characters escaped that would end a value or the line. */
function command(name: string, properties: Readonly<Record<string, string>>, text: string): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
  return `::${name} ${list.join(",")}::${escapeData(text)}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
