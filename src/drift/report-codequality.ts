import { isAsSevereAs } from "./apply-policy.ts";
import type { DriftReport, Finding } from "./drift-report.ts";
import type { ReportSetting } from "./report-formats.ts";

const severities = { error: "critical", warning: "major", note: "info" } as const;

/** The report as GitLab's Code Quality takes it: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format. */
export function toCodeQualityText(
  report: DriftReport,
  { projectFile, failOn }: Pick<ReportSetting, "projectFile" | "failOn">,
): string {
  const found = report.findings.map((finding) => toIssue(finding, projectFile, isAsSevereAs(finding.severity, failOn)));
  return `${JSON.stringify(found, null, 2)}\n`;
}

function toIssue(
  { fingerprint, kind, severity, message, remedy, location }: Finding,
  file: string,
  isFailing: boolean,
) {
  return {
    description: `${message}. ${remedy}.`,
    check_name: `drift/${kind}`,
    fingerprint,
    severity: isFailing ? severities[severity] : "info",
    location: { path: location?.file ?? file, lines: { begin: location?.line ?? 1 } },
  };
}
