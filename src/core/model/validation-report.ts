/** The report of `marketplane validate`: the contract of --format json, published in docs/schemas. */
import { z } from "zod";

/** Incremented by an incompatible change of the report. */
export const validationReportVersion = 1;

export const inputKinds = ["project", "stack", "tenant", "control-plane", "drift-policy"] as const;

const InputKind = z
  .enum(inputKinds)
  .describe(
    "project: Pulumi.yaml. stack: a stack's configuration. tenant: a file of the tenants' folder. " +
      "control-plane: marketplane.yaml. drift-policy: the project's drift policy.",
  );

const ValidationProblem = z.strictObject({
  kind: InputKind,
  file: z.string().describe("Path from the working folder, or from the repository's folder in a CI job."),
  line: z.int().min(1).nullable().describe("null if the file is missing, or lacks the setting."),
  column: z.int().min(1).nullable(),
  message: z.string().describe("The property, the rule, the value and what is allowed, without secrets."),
});
export type ValidationProblem = z.infer<typeof ValidationProblem>;

export const ValidationReport = z
  .strictObject({
    version: z.literal(validationReportVersion),
    result: z.enum(["valid", "invalid"]),
    files: z.array(z.string()).describe("The checked files, except those of tenants."),
    stacks: z.array(z.string()),
    tenants: z.int().describe("Number of valid tenants."),
    problems: z.array(ValidationProblem),
  })
  .meta({ title: "marketplane validate report" });
export type ValidationReport = z.infer<typeof ValidationReport>;
