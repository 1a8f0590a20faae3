import { readFileSync } from "node:fs";
import { join } from "node:path";
import sarifSchema from "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json" with { type: "json" };
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { describe, expect, it } from "vitest";
import type { ValidationReport } from "../../../../src/core/model/validation-report.ts";
import { toValidationText, validationReportSchema } from "../../../../src/tools/validate/report-text.ts";

const report: ValidationReport = {
  version: 1,
  result: "invalid",
  files: ["Pulumi.yaml"],
  stacks: ["production"],
  tenants: 2,
  problems: [
    { kind: "tenant", file: "tenants/a b.yaml", line: 3, column: 5, message: "plan: 100% wrong,\nsee: docs" },
    { kind: "project", file: "Pulumi.yaml", line: null, column: null, message: "does not exist" },
  ],
};
const textOf = (format: Parameters<typeof toValidationText>[1], of = report) =>
  toValidationText(of, format, { stream: undefined, toolVersion: "1.2.3" });

describe("the report of a validation", () => {
  it("as text has one line for each problem, and a verdict", async () => {
    expect(await textOf("text")).toBe(
      "tenants/a b.yaml:3:5: plan: 100% wrong,\nsee: docs\nPulumi.yaml: does not exist\n" +
        "2 problems in 2 files: 1 file, 1 stack, 2 valid tenants checked\n",
    );
    const valid: ValidationReport = { ...report, result: "valid", problems: [] };
    expect(await textOf("text", valid)).toBe("valid: 1 file, 1 stack, 2 valid tenants checked\n");
  });

  it("as GitHub annotations escapes what would end a value or the line", async () => {
    expect(await textOf("github")).toBe(
      "::error file=tenants/a b.yaml,line=3,col=5,title=validate%3A tenant::plan: 100%25 wrong,%0Asee: docs\n" +
        "::error file=Pulumi.yaml,line=1,col=1,title=validate%3A project::does not exist\n",
    );
  });

  it("as SARIF matches the standard's schema, with file, line and column", async () => {
    const sarif: unknown = JSON.parse(await textOf("sarif"));
    const ajv = new Ajv({ strict: false, unicodeRegExp: false });
    formats.default(ajv);
    const { id: _id, $schema: _draft, ...schema } = sarifSchema;
    const validate = ajv.compile(schema);
    expect(validate(sarif), JSON.stringify(validate.errors)).toBe(true);
    expect(sarif).toMatchObject({
      runs: [
        {
          results: [
            {
              ruleId: "validate/tenant",
              level: "error",
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: "tenants/a%20b.yaml" },
                    region: { startLine: 3, startColumn: 5 },
                  },
                },
              ],
            },
            { ruleId: "validate/project" },
          ],
        },
      ],
    });
  });

  it("as JSON matches the published schema", async () => {
    const published = readFileSync(
      join(import.meta.dirname, "../../../../docs/schemas/validation-report.schema.json"),
      "utf8",
    );
    expect(published, "stale: run `npm run docs`").toBe(validationReportSchema());
    const validate = new Ajv2020().compile(JSON.parse(published));
    expect(validate(JSON.parse(await textOf("json"))), JSON.stringify(validate.errors)).toBe(true);
  });
});
