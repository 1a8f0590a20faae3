import { styleText } from "node:util";
import { z } from "zod";
import { placeText } from "../../../stacks/files/text-problem.ts";
import { inputKinds, type ValidationProblem, ValidationReport } from "../../core/model/validation-report.ts";
import { workflowCommand } from "../../core/output/workflow-command.ts";

/** What a format needs besides the report. */
export interface ValidationSetting {
  /** The terminal or pipe that receives the text; undefined for a file. */
  readonly stream: NodeJS.WriteStream | undefined;
  readonly toolVersion: string;
}

type Write = (report: ValidationReport, setting: ValidationSetting) => string | Promise<string>;

const writers = {
  text: toText,
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
  sarif: toSarif,
  github: ({ problems }) => problems.map((problem) => `${annotation(problem)}\n`).join(""),
} satisfies Record<string, Write>;

export type ValidationFormat = keyof typeof writers;
export const validationFormats = Object.keys(writers) as ValidationFormat[];

/** The report in one format. */
export async function toValidationText(
  report: ValidationReport,
  format: ValidationFormat,
  setting: ValidationSetting,
): Promise<string> {
  const write: Write = writers[format];
  return write(report, setting);
}

/** The JSON Schema of the report. */
export function validationReportSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(ValidationReport, { target: "draft-2020-12" }), null, 2)}\n`;
}

function toText({ result, files, stacks, tenants, problems }: ValidationReport, { stream }: ValidationSetting): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    stream ? styleText(style, text, { stream }) : text;
  const lines = problems.map(
    (problem) => `${paint("bold", placeText(problem.file, positionOf(problem)))}: ${problem.message}\n`,
  );
  const checked = [count(files.length, "file"), count(stacks.length, "stack"), count(tenants, "valid tenant")].join(
    ", ",
  );
  const verdict =
    result === "valid"
      ? paint("green", "valid")
      : paint(
          "red",
          `${count(problems.length, "problem")} in ${count(new Set(problems.map(({ file }) => file)).size, "file")}`,
        );
  return `${lines.join("")}${verdict}: ${checked} checked\n`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function positionOf({ line, column }: ValidationProblem) {
  return line === null ? undefined : { line, column: column ?? 1 };
}

function annotation(problem: ValidationProblem): string {
  const { file, message, kind } = problem;
  const { line, column } = positionOf(problem) ?? { line: 1, column: 1 };
  return workflowCommand(
    "error",
    { file, line: String(line), col: String(column), title: `validate: ${kind}` },
    message,
  );
}

const rules: Readonly<Record<(typeof inputKinds)[number], string>> = {
  project: "Pulumi.yaml must be valid.",
  stack: "A stack's configuration must be valid.",
  tenant: "A tenant's file must be valid.",
  "control-plane": "The control plane's configuration must be valid.",
  "drift-policy": "The drift policy must be valid.",
};

async function toSarif({ problems }: ValidationReport, { toolVersion }: ValidationSetting): Promise<string> {
  // Loaded on demand: the other formats are faster without it.
  const { SarifResultBuilder, SarifRuleBuilder, SarifRunBuilder } = await import("node-sarif-builder");
  const { sarifText, sarifUri } = await import("../../core/output/sarif.ts");
  const run = new SarifRunBuilder({ defaultSourceLanguage: "yaml" }).initSimple({
    toolDriverName: "marketplane validate",
    toolDriverVersion: toolVersion,
  });
  for (const kind of inputKinds) {
    run.addRule(new SarifRuleBuilder().initSimple({ ruleId: `validate/${kind}`, shortDescriptionText: rules[kind] }));
  }
  for (const problem of problems) {
    const { line, column } = positionOf(problem) ?? { line: 1, column: 1 };
    run.addResult(
      new SarifResultBuilder().initSimple({
        ruleId: `validate/${problem.kind}`,
        level: "error",
        messageText: problem.message,
        fileUri: sarifUri(problem.file),
        startLine: line,
        startColumn: column,
        endLine: line,
        endColumn: column + 1,
      }),
    );
  }
  return sarifText(run);
}
