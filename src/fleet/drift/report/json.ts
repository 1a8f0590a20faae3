import { z } from "zod";
import { DriftReport } from "../../../core/model/drift-report.ts";

/** The report for programs. */
export function toJsonText(report: DriftReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** The JSON Schema of the report, published as docs/schemas/drift-report.schema.json. */
export function driftReportSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(DriftReport, { target: "draft-2020-12" }), null, 2)}\n`;
}
