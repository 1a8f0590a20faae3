import { join, relative, resolve } from "node:path";
import { z } from "zod";
import manifest from "../../../package.json" with { type: "json" };
import type { ValidationReport } from "../../core/model/validation-report.ts";
import { writeOutputText } from "../../core/output/write-output.ts";
import { toValidationText, validationFormats } from "../../tools/validate/report-text.ts";
import { validateProject } from "../../tools/validate/validate-project.ts";
import type { CommandEnvironment } from "../kernel/command-environment.ts";
import { defineCommand, defineOption } from "../kernel/define-command.ts";
import { repositoryOf } from "../kernel/repository-of.ts";

const formatRule = { error: `must be one of ${validationFormats.join(", ")}` };

/** marketplane validate: checks all files of a project at once, offline. */
export function validateCommand(environment: CommandEnvironment) {
  return defineCommand({
    name: "validate",
    description:
      "Check Pulumi.yaml, every stack's configuration, the tenants, marketplane.yaml and the drift policy, without engine, credentials and network",
    example: "marketplane validate --format github",
    exitCodes: { 1: "an error, such as an invalid option", 2: "at least one file is invalid" },
    options: {
      project: defineOption({
        value: "<folder>",
        description: "folder of Pulumi.yaml",
        schema: z.string().min(1).default("."),
      }),
      stack: defineOption({
        value: "<name...>",
        description: "stacks to check (default: every stack with a configuration file)",
        schema: z.array(z.string().min(1)).default([]),
      }),
      config: defineOption({
        value: "<file>",
        description: "the control plane's configuration in the folder (default: marketplane.yaml, if it exists)",
        schema: z.string().min(1).optional(),
      }),
      policy: defineOption({
        value: "<file>",
        description: "the drift policy in the folder (default: .marketplane-drift.yaml, if it exists)",
        schema: z.string().min(1).optional(),
      }),
      format: defineOption({
        value: "<format>",
        description: `${validationFormats.join(", ")} (default: text)`,
        schema: z.enum(validationFormats, formatRule).optional(),
      }),
      json: defineOption({ description: "same as --format json", schema: z.boolean().default(false) }),
      output: defineOption({
        value: "<file>",
        description: "file for the report, or - for standard output",
        schema: z.string().optional(),
      }),
    },
    rules: (schema) =>
      schema.refine(({ json, format }) => !json || format === undefined || format === "json", {
        error: "--json cannot be combined with another --format",
      }),
    async handler({ project, stack, config, policy, format, json, output }) {
      const folder = resolve(project);
      const found = await validateProject({ folder, stacks: stack, config, policy });
      const report = withPathsFrom(repositoryOf(process.cwd(), environment.env), folder, found);
      const stream = output === undefined ? environment.stdout : undefined;
      const chosen = format ?? (json ? "json" : "text");
      const text = await toValidationText(report, chosen, { stream, toolVersion: manifest.version });
      if (output === undefined) {
        environment.stdout.write(text);
      } else {
        writeOutputText(output, text);
      }
      process.exitCode = report.result === "valid" ? 0 : 2;
    },
  });
}

/** The report with paths from the repository's folder, as CI systems count them. */
function withPathsFrom(root: string, folder: string, report: ValidationReport): ValidationReport {
  const pathOf = (file: string) => join(relative(root, folder), file);
  return {
    ...report,
    files: report.files.map(pathOf),
    problems: report.problems.map((problem) => ({ ...problem, file: pathOf(problem.file) })),
  };
}
