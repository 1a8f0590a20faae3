import type { DriftReport } from "../../../core/model/drift-report.ts";
import type { DriftPolicy } from "../drift-policy.ts";

/** What a format needs besides the report. */
export interface ReportSetting {
  /** The terminal or pipe that receives the text; undefined for a file. */
  readonly stream: NodeJS.WriteStream | undefined;
  /** A finding of this severity or a higher one fails the scan. */
  readonly failOn: DriftPolicy["failOn"];
  readonly toolVersion: string;
  /** The location given for an object that no program declares: the path of Pulumi.yaml. */
  readonly projectFile: string;
}

/** Writes a report in one format. */
export type ReportWriter = (report: DriftReport, setting: ReportSetting) => string;
