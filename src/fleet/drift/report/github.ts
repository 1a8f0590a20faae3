import type { DriftReport, Finding } from "../../../core/model/drift-report.ts";
import { workflowCommand } from "../../../core/output/workflow-command.ts";
import { isFolded } from "../is-folded.ts";
import type { ReportSetting } from "./report-setting.ts";

/** Each finding as a workflow command, which GitHub shows at the object's declaration. */
export function toGithubText(report: DriftReport, { projectFile }: ReportSetting): string {
  const lines = [
    ...report.findings.filter((finding) => !isFolded(finding)).map((finding) => annotation(finding, projectFile)),
    ...report.errors.map(({ message }) => workflowCommand("error", { title: "drift: check failed" }, message)),
    ...report.stacks
      .filter(({ status }) => status === "skipped")
      .map(({ name, reason }) => workflowCommand("notice", { title: `drift: ${name} skipped` }, reason ?? "")),
    ...(report.remediation?.findings ?? [])
      .filter(({ result }) => result !== "failed")
      .map(({ result, message, reason }) =>
        workflowCommand(
          result === "left" ? "warning" : "notice",
          { title: `drift: ${result}` },
          [message, reason].filter(Boolean).join(": "),
        ),
      ),
    ...report.warnings.map((text) => workflowCommand("warning", { title: "drift: policy" }, text)),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function annotation({ severity, kind, message, remedy, location }: Finding, projectFile: string): string {
  const place = { file: location?.file ?? projectFile, line: String(location?.line ?? 1) };
  return workflowCommand(
    severity === "note" ? "notice" : severity,
    { ...place, title: `drift: ${kind}` },
    `${message}\n${remedy}`,
  );
}
