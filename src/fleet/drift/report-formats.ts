import { isAsSevereAs } from "./apply-policy.ts";
import type { DriftPolicy } from "./drift-policy.ts";
import type { DriftReport } from "./drift-report.ts";
import { toCodeQualityText } from "./report-codequality.ts";
import { toGithubText } from "./report-github.ts";
import { toHumanText } from "./report-human.ts";
import { toJsonText } from "./report-json.ts";
import { toJunitText } from "./report-junit.ts";
import { toMarkdown } from "./report-markdown.ts";
import { toSarifText } from "./report-sarif.ts";

export const reportFormats = ["human", "json", "junit", "sarif", "github", "markdown", "codequality"] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** What a format has to know beside the report. */
export interface ReportSetting {
  /** The terminal or pipe that it is written to, undefined for a file. */
  readonly stream: NodeJS.WriteStream | undefined;
  readonly failOn: DriftPolicy["failOn"];
  readonly toolVersion: string;
  /** What stands for the place of an object that is declared nowhere: the path of Pulumi.yaml. */
  readonly projectFile: string;
}

/** The report in one format. */
export function toReportText(report: DriftReport, format: ReportFormat, setting: ReportSetting): string {
  switch (format) {
    case "human":
      return toHumanText(report, setting);
    case "json":
      return toJsonText(report);
    case "junit":
      return toJunitText(report, ({ severity }) => isAsSevereAs(severity, setting.failOn));
    case "sarif":
      return toSarifText(report, setting);
    case "github":
      return toGithubText(report, setting.projectFile);
    case "markdown":
      return toMarkdown(report);
    case "codequality":
      return toCodeQualityText(report, setting);
  }
}
