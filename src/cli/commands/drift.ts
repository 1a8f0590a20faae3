import { appendFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { z } from "zod";
import manifest from "../../../package.json" with { type: "json" };
import type { DriftReport } from "../../core/model/drift-report.ts";
import { writeOutputText } from "../../core/output/write-output.ts";
import { writeBaseline } from "../../fleet/drift/baseline.ts";
import { DriftPolicy } from "../../fleet/drift/drift-policy.ts";
import { policyFileName, readPolicy } from "../../fleet/drift/read-policy.ts";
import { type ReportFormat, reportFormats, toReportText } from "../../fleet/drift/report/formats.ts";
import type { CommandEnvironment } from "../kernel/command-environment.ts";
import { defineCommand, defineOption, type schemaOf } from "../kernel/define-command.ts";
import { RepositoryHost } from "../kernel/option-types.ts";
import { repositoryOf } from "../kernel/repository-of.ts";
import { type PolicyOfProject, pulumiIn, scanForDrift } from "./drift/scan.ts";

const Count = z.coerce.number().pipe(z.int("must be a whole number").min(0, "must be 0 or more"));

const formatRule = { error: `must be one of ${reportFormats.join(", ")}` };

const Also = z
  .string()
  .regex(/^\w+=./, "must be FORMAT=FILE, such as sarif=drift.sarif")
  .transform((text) => ({ format: text.slice(0, text.indexOf("=")), file: text.slice(text.indexOf("=") + 1) }))
  .pipe(z.object({ format: z.enum(reportFormats, formatRule), file: z.string() }));

const reportOptions = {
  format: defineOption({
    value: "<format>",
    description: `${reportFormats.join(", ")} (default: human)`,
    schema: z.enum(reportFormats, formatRule).optional(),
  }),
  json: defineOption({ description: "same as --format json", schema: z.boolean().default(false) }),
  output: defineOption({
    value: "<file>",
    description: "file for the report, or - for standard output",
    schema: z.string().optional(),
  }),
  also: defineOption({
    value: "<format=file...>",
    description: "write the same report to a file in another format",
    schema: z.array(Also).default([]),
  }),
  failOn: defineOption({
    value: "<severity>",
    description: "error, warning, note or never; overrides the policy",
    schema: DriftPolicy.shape.failOn.unwrap().optional(),
  }),
  syncIssues: defineOption({
    value: "<host>",
    description: "keep one issue for each failing finding in the repository of this workflow: github",
    schema: z.literal("github", { error: "must be github" }).optional(),
  }),
  comment: defineOption({
    value: "<host>",
    description: "post the report on the change under review, replacing the previous comment: github or gitlab",
    schema: RepositoryHost.optional(),
  }),
};

const options = {
  stack: defineOption({
    value: "<name...>",
    description: "stacks of the project in this folder (default: the selected one)",
    schema: z.array(z.string().min(1)).default([]),
  }),
  allStacks: defineOption({ description: "every stack of the project", schema: z.boolean().default(false) }),
  ...reportOptions,
  ignore: defineOption({
    value: "<file>",
    description: `policy with ignore rules and severities (default: ${policyFileName}, if it exists)`,
    schema: z.string().optional(),
  }),
  baseline: defineOption({
    value: "<file>",
    description: "file with known findings; overrides the policy",
    schema: z.string().optional(),
  }),
  writeBaseline: defineOption({
    value: "<file>",
    description: "write this run's findings as known; exit code 0 unless there was an error",
    schema: z.string().optional(),
  }),
  unmanaged: defineOption({
    negation: "do not search for objects that no stack owns",
    schema: z.boolean().default(true),
  }),
  remediate: defineOption({
    description: "make the vendors match the declarations: show the changes, then ask",
    schema: z.boolean().default(false),
  }),
  yes: defineOption({
    description: "do not ask; required without a terminal",
    schema: z.boolean().default(false),
  }),
  maxChanges: defineOption({
    value: "<count>",
    description: "maximum number of objects that --remediate may change (default: 20, or the policy's value)",
    schema: Count.optional(),
  }),
  maxDeletions: defineOption({
    value: "<count>",
    description: "maximum number of those that it may delete or replace (default: 0, or the policy's value)",
    schema: Count.optional(),
  }),
};
type Options = z.output<ReturnType<typeof schemaOf<typeof options>>>;

const exitCodes: Readonly<Record<DriftReport["result"], number>> = { clean: 0, error: 1, drift: 2 };

/**
 * marketplane drift: how the vendors differ from what the stacks declare. Exits with 0 clean, 2 drift, 1
 * error.
 */
export function driftCommand(environment: CommandEnvironment) {
  return defineCommand({
    name: "drift",
    description: "Compare stacks with the vendors; exit code 0 without drift, 2 with drift, 1 after an error",
    example: "marketplane drift --stack production --format sarif --output drift.sarif",
    exitCodes: { 0: "no drift", 1: "something could not be read, compared or remediated", 2: "drift" },
    options,
    rules: (schema) =>
      schema
        .refine(({ allStacks, stack }) => !allStacks || stack.length === 0, {
          error: "--all-stacks cannot be combined with --stack",
        })
        .refine(({ json, format }) => !json || format === undefined || format === "json", {
          error: "--json cannot be combined with another --format",
        })
        .refine(({ remediate, writeBaseline: file }) => !remediate || file === undefined, {
          error: "--remediate cannot be combined with --write-baseline",
        })
        .refine(
          ({ remediate, yes, maxChanges, maxDeletions }) =>
            remediate || (!yes && maxChanges === undefined && maxDeletions === undefined),
          { error: "--yes, --max-changes and --max-deletions require --remediate" },
        ),
    async handler(given) {
      const policyFile = resolve(given.ignore ?? policyFileName);
      const read = readPolicy(policyFile, { isRequired: given.ignore !== undefined });
      const policy = given.failOn === undefined ? read : { ...read, failOn: given.failOn };
      const report = await run(given, { policy, folder: dirname(policyFile) }, environment);
      if (given.writeBaseline !== undefined) {
        writeBaseline(given.writeBaseline, report.findings);
      }
      printReport(report, given, policy, environment);
      if (given.comment !== undefined || given.syncIssues !== undefined) {
        // Loaded on demand: most scans report to no host, and people wait for them.
        const { reportToHosts } = await import("./drift/report-to-hosts.ts");
        const projectFile = projectFileIn(environment.env);
        await reportToHosts(report, { ...given, policy, projectFile }, environment);
      }
      const isAccepted = given.writeBaseline !== undefined && report.result === "drift";
      process.exitCode = isAccepted ? 0 : exitCodes[report.result];
    },
  });
}

/** Scans for drift, and remediates it with --remediate. */
async function run(options: Options, project: PolicyOfProject, environment: CommandEnvironment): Promise<DriftReport> {
  if (options.remediate && !options.yes && !canAsk(environment)) {
    throw new Error(
      "--remediate changes objects at the vendors and needs a terminal to ask: confirm with --yes instead",
    );
  }
  const cli = await pulumiIn(process.cwd(), environment.env);
  const scan = () => scanForDrift(options, project, { cli, environment });
  const { maxChanges, maxDeletions } = { ...project.policy.remediate, ...limitsOf(options) };
  const report = await scan();
  if (!options.remediate) {
    return report;
  }
  const { remediateWithApproval } = await import("./drift/remediate.ts");
  const limits = { maxChanges, maxDeletions };
  return remediateWithApproval(report, { cli, environment, limits, isAsked: !options.yes, scanAgain: scan });
}

/** Whether someone at a terminal can answer. */
function canAsk({ stdin, stderr }: CommandEnvironment): boolean {
  return stdin.isTTY === true && stderr.isTTY === true;
}

function limitsOf({ maxChanges, maxDeletions }: Options) {
  return { ...(maxChanges !== undefined && { maxChanges }), ...(maxDeletions !== undefined && { maxDeletions }) };
}

function printReport(
  report: DriftReport,
  { format, json, output, also }: Options,
  { failOn }: DriftPolicy,
  { env, stdout }: CommandEnvironment,
): void {
  const chosen: ReportFormat = format ?? (json ? "json" : "human");
  const setting = { failOn, toolVersion: manifest.version, projectFile: projectFileIn(env) };
  const toText = (chosen: ReportFormat, stream?: NodeJS.WriteStream) =>
    toReportText(report, chosen, { ...setting, stream });
  if (output === undefined) {
    stdout.write(toText(chosen, stdout));
  } else {
    writeOutputText(output, toText(chosen));
  }
  for (const { format: further, file } of also) {
    writeOutputText(file, toText(further));
  }
  if (chosen === "github" && env.GITHUB_STEP_SUMMARY) {
    appendFileSync(env.GITHUB_STEP_SUMMARY, toText("markdown"));
  }
}

/**
 * Where findings without a declaration are reported: the path of Pulumi.yaml as the CI system counts paths.
 */
function projectFileIn(env: NodeJS.ProcessEnv): string {
  const cwd = process.cwd();
  return relative(repositoryOf(cwd, env), join(cwd, "Pulumi.yaml")).split(sep).join("/");
}
