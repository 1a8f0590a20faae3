import type { DriftReport } from "../../../core/model/drift-report.ts";
import { toCodeQualityText } from "./codequality.ts";
import { toGithubText } from "./github.ts";
import { toHumanText } from "./human.ts";
import { toJsonText } from "./json.ts";
import { toJunitText } from "./junit.ts";
import { toMarkdown } from "./markdown.ts";
import type { ReportSetting, ReportWriter } from "./report-setting.ts";
import { toSarifText } from "./sarif.ts";

/** Every format of `marketplane drift --format`. */
const writers = {
  human: toHumanText,
  json: toJsonText,
  junit: toJunitText,
  sarif: toSarifText,
  github: toGithubText,
  markdown: toMarkdown,
  codequality: toCodeQualityText,
} satisfies Record<string, ReportWriter>;

export type ReportFormat = keyof typeof writers;
export const reportFormats = Object.keys(writers) as ReportFormat[];

/** The report in one format. */
export function toReportText(report: DriftReport, format: ReportFormat, setting: ReportSetting): string {
  const write: ReportWriter = writers[format];
  return write(report, setting);
}
