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
import { defineCommand } from "../define-command.ts";
import { type PolicyOfProject, pulumiIn, repositoryOf, scanForDrift } from "./drift-scan.ts";

const Count = z.coerce.number().pipe(z.int("must be a whole number").min(0, "must be 0 or more"));

const Also = z
  .string()
  .regex(/^\w+=./, "must be FORMAT=FILE, such as sarif=drift.sarif")
  .transform((text) => ({ format: text.slice(0, text.indexOf("=")), file: text.slice(text.indexOf("=") + 1) }))
  .pipe(
    z.object({
      format: z.enum(reportFormats, { error: `must be one of ${reportFormats.join(", ")}` }),
      file: z.string(),
    }),
  );
const Host = { error: "must be github or gitlab" };

const Options = z
  .strictObject({
    stack: z.array(z.string().min(1)).default([]),
    allStacks: z.boolean().default(false),
    format: z.enum(reportFormats, { error: `must be one of ${reportFormats.join(", ")}` }).optional(),
    json: z.boolean().default(false),
    output: z.string().optional(),
    also: z.array(Also).default([]),
    failOn: DriftPolicy.shape.failOn.unwrap().optional(),
    syncIssues: z.literal("github", { error: "must be github" }).optional(),
    comment: z.enum(["github", "gitlab"], Host).optional(),
    ignore: z.string().optional(),
    baseline: z.string().optional(),
    writeBaseline: z.string().optional(),
    unmanaged: z.boolean().default(true),
    remediate: z.boolean().default(false),
    yes: z.boolean().default(false),
    maxChanges: Count.optional(),
    maxDeletions: Count.optional(),
  })
  .refine(({ allStacks, stack }) => !allStacks || stack.length === 0, {
    path: ["allStacks"],
    error: "goes without --stack",
  })
  .refine(({ json, format }) => !json || format === undefined || format === "json", {
    path: ["json"],
    error: "goes without --format",
  })
  .refine(({ remediate, writeBaseline: file }) => !remediate || file === undefined, {
    path: ["remediate"],
    error: "goes without --write-baseline",
  })
  .refine(
    (given) => given.remediate || !(given.yes || given.maxChanges !== undefined || given.maxDeletions !== undefined),
    {
      path: ["remediate"],
      error: "is what --yes, --max-changes and --max-deletions belong to",
    },
  );
type Options = z.output<typeof Options>;

const exitCodes: Readonly<Record<DriftReport["result"], number>> = { clean: 0, error: 1, drift: 2 };

/** marketplane drift: what differs at the vendors from what the stacks declare. Exit 0 clean, 2 drift, 1 error. */
export function driftCommand(env: NodeJS.ProcessEnv) {
  return defineCommand({
    name: "drift",
    description: "Compares stacks with the vendors; exit code 0 without drift, 2 with drift, 1 after an error",
    flags: {
      "--stack <name...>": "stack of the project in this folder (default: the selected one)",
      "--all-stacks": "every stack of the project",
      "--format <format>": `${reportFormats.join(", ")} (default: human)`,
      "--json": "the same as --format json",
      "--output <file>": "writes the report into this file, or - for standard output",
      "--also <format=file...>": "writes the same report in a further format into a file",
      "--fail-on <severity>": "error, warning, note or never, over what the policy says",
      "--sync-issues <host>": "keeps an issue for each failing finding in the repository of this workflow: github",
      "--comment <host>": "posts the report beside the change that is reviewed, over the one before: github or gitlab",
      "--ignore <file>": `policy with ignore rules and severities (default: ${policyFileName}, where there is one)`,
      "--baseline <file>": "findings that are known, over what the policy says",
      "--write-baseline <file>": "writes the findings of this run as known, and ends with 0 unless there was an error",
      "--no-unmanaged": "does not look for what no stack owns",
      "--remediate": "makes the vendors match the declarations where they differ: shows what it would do, and asks",
      "--yes": "does not ask; required where nobody can be asked",
      "--max-changes <count>": "the most objects that --remediate may change (default: 20, or what the policy says)",
      "--max-deletions <count>": "the most of them that it may delete or replace (default: 0, or what the policy says)",
    },
    options: Options,
    async handler(options) {
      const policyFile = resolve(options.ignore ?? policyFileName);
      const read = readPolicy(policyFile, { isRequired: options.ignore !== undefined });
      const policy = options.failOn === undefined ? read : { ...read, failOn: options.failOn };
      const report = await run(options, { policy, folder: dirname(policyFile) }, env);
      if (options.writeBaseline !== undefined) {
        writeBaseline(options.writeBaseline, report.findings);
      }
      print(report, options, policy, env);
      if (options.comment !== undefined || options.syncIssues !== undefined) {
        // Loaded when it is wanted, as most searches tell nobody and are waited for.
        const { reportToHosts } = await import("./drift-hosts.ts");
        await reportToHosts(report, { ...options, policy, projectFile: projectFileIn(env) }, env);
      }
      const isAccepted = options.writeBaseline !== undefined && report.result === "drift";
      process.exitCode = isAccepted ? 0 : exitCodes[report.result];
    },
  });
}

/** Looks, and cures where that is asked for. */
async function run(options: Options, project: PolicyOfProject, env: NodeJS.ProcessEnv): Promise<DriftReport> {
  if (options.remediate && !options.yes && !canAsk()) {
    throw new Error("--remediate changes objects at the vendors, and nobody can be asked here: give --yes to agree");
  }
  const cli = await pulumiIn(process.cwd(), env);
  const scan = () => scanForDrift(options, project, cli);
  const { maxChanges, maxDeletions } = { ...project.policy.remediate, ...limitsOf(options) };
  const report = await scan();
  if (!options.remediate) {
    return report;
  }
  const { remediateWithApproval } = await import("./drift-remediate.ts");
  return remediateWithApproval(report, {
    cli,
    limits: { maxChanges, maxDeletions },
    isAsked: !options.yes,
    scanAgain: scan,
  });
}

/** Whether there is somebody at a terminal. */
function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

function limitsOf({ maxChanges, maxDeletions }: Options) {
  return { ...(maxChanges !== undefined && { maxChanges }), ...(maxDeletions !== undefined && { maxDeletions }) };
}

function print(
  report: DriftReport,
  { format, json, output, also }: Options,
  { failOn }: DriftPolicy,
  env: NodeJS.ProcessEnv,
): void {
  const chosen: ReportFormat = format ?? (json ? "json" : "human");
  const setting = { failOn, toolVersion: manifest.version, projectFile: projectFileIn(env) };
  const toText = (wanted: ReportFormat, stream?: NodeJS.WriteStream) =>
    toReportText(report, wanted, { ...setting, stream });
  if (output === undefined) {
    process.stdout.write(toText(chosen, process.stdout));
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

/** The place of what is declared nowhere, as a CI system counts paths. */
function projectFileIn(env: NodeJS.ProcessEnv): string {
  const cwd = process.cwd();
  return relative(repositoryOf(cwd, env), join(cwd, "Pulumi.yaml")).split(sep).join("/");
}
