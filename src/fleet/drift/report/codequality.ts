import { createHash } from "node:crypto";
import type { DriftError, DriftReport, Finding } from "../../../core/model/drift-report.ts";
import { isAsSevereAs } from "../apply-policy.ts";
import { isFolded } from "../is-folded.ts";
import type { ReportSetting } from "./report-setting.ts";

const severities = { error: "critical", warning: "major", note: "info" } as const;

/**
 * The report in GitLab's Code Quality format:
 * https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format. Remediated findings are left
 * out: GitLab itself marks issues that are gone since an earlier report.
 */
export function toCodeQualityText({ findings, errors }: DriftReport, { projectFile, failOn }: ReportSetting): string {
  const issues = [
    ...findings
      .filter((finding) => !isFolded(finding))
      .map((finding) => findingIssue(finding, projectFile, isAsSevereAs(finding.severity, failOn))),
    ...errors.map((error) => errorIssue(error, projectFile)),
  ];
  return `${JSON.stringify(issues, null, 2)}\n`;
}

function findingIssue(
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

function errorIssue({ stack, vendor, resource, message }: DriftError, file: string) {
  const about = [stack, vendor, resource].filter((part) => part !== null);
  return {
    description: [...about, message].join(": "),
    check_name: "drift/error",
    fingerprint: createHash("sha256")
      .update(JSON.stringify([...about, message]))
      .digest("hex"),
    severity: "blocker",
    location: { path: file, lines: { begin: 1 } },
  };
}
