import type { DriftReport } from "./drift-report.ts";
import { toHumanText } from "./report-human.ts";
import { toJsonText } from "./report-json.ts";

export const reportFormats = ["human", "json"] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** Where a report goes. */
export interface ReportTarget {
  /** The terminal or pipe that it is written to, undefined for a file. */
  readonly stream: NodeJS.WriteStream | undefined;
  /** Where GitHub shows what a step has to say. */
  readonly summaryFile: string | undefined;
}

/** The report in one format. */
export function writeReport(report: DriftReport, format: ReportFormat, { stream }: ReportTarget): string {
  switch (format) {
    case "human":
      return toHumanText(report, { stream });
    case "json":
      return toJsonText(report);
  }
}
