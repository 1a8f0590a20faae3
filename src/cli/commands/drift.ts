import { appendFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { z } from "zod";
import { findEngine } from "../../../engine/find-engine.ts";
import { progressWriter } from "../../../engine/progress.ts";
import manifest from "../../../package.json" with { type: "json" };
import { readBaseline, writeBaseline } from "../../drift/baseline.ts";
import { declarationsIn } from "../../drift/declared-at.ts";
import { detectDrift } from "../../drift/detect-drift.ts";
import type { DriftPolicy } from "../../drift/drift-policy.ts";
import type { DriftReport } from "../../drift/drift-report.ts";
import type { OnProgress } from "../../drift/progress.ts";
import { backendUrlOf, type PulumiCli, pulumiStack, selectedStack, stacksOfProject } from "../../drift/pulumi-stack.ts";
import { policyFileName, readPolicy } from "../../drift/read-policy.ts";
import { type ReportFormat, reportFormats, toReportText } from "../../drift/report-formats.ts";
import { toMarkdown } from "../../drift/report-markdown.ts";
import { defineCommand } from "../define-command.ts";

const Options = z
  .strictObject({
    stack: z.array(z.string().min(1)).default([]),
    allStacks: z.boolean().default(false),
    format: z.enum(reportFormats, { error: `must be one of ${reportFormats.join(", ")}` }).optional(),
    json: z.boolean().default(false),
    output: z.string().optional(),
    ignore: z.string().optional(),
    baseline: z.string().optional(),
    writeBaseline: z.string().optional(),
    unmanaged: z.boolean().default(true),
  })
  .refine(({ allStacks, stack }) => !allStacks || stack.length === 0, {
    path: ["allStacks"],
    error: "goes without --stack",
  })
  .refine(({ json, format }) => !json || format === undefined || format === "json", {
    path: ["json"],
    error: "goes without --format",
  });
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
      "--output <file>": "writes the report into this file",
      "--ignore <file>": `policy with ignore rules and severities (default: ${policyFileName}, where there is one)`,
      "--baseline <file>": "findings that are known, over what the policy says",
      "--write-baseline <file>": "writes the findings of this run as known, and ends with 0 unless there was an error",
      "--no-unmanaged": "does not look for what no stack owns",
    },
    options: Options,
    async handler(options) {
      const policyFile = resolve(options.ignore ?? policyFileName);
      const policy = readPolicy(policyFile, { isRequired: options.ignore !== undefined });
      const report = await searchForDrift(options, { policy, folder: dirname(policyFile) }, env);
      if (options.writeBaseline !== undefined) {
        writeBaseline(options.writeBaseline, report.findings);
      }
      print(report, options, policy, env);
      const isAccepted = options.writeBaseline !== undefined && report.result === "drift";
      process.exitCode = isAccepted ? 0 : exitCodes[report.result];
    },
  });
}

function print(
  report: DriftReport,
  { format, json, output }: Options,
  { failOn }: DriftPolicy,
  env: NodeJS.ProcessEnv,
): void {
  const chosen: ReportFormat = format ?? (json ? "json" : "human");
  const stream = output === undefined ? process.stdout : undefined;
  const cwd = process.cwd();
  const projectFile = relative(repositoryOf(cwd, env), join(cwd, "Pulumi.yaml")).split(sep).join("/");
  const text = toReportText(report, chosen, { stream, failOn, toolVersion: manifest.version, projectFile });
  if (output === undefined) {
    process.stdout.write(text);
  } else {
    writeFileSync(output, text);
  }
  if (chosen === "github" && env.GITHUB_STEP_SUMMARY) {
    appendFileSync(env.GITHUB_STEP_SUMMARY, toMarkdown(report));
  }
}

async function searchForDrift(
  options: Options,
  { policy, folder }: { readonly policy: DriftPolicy; readonly folder: string },
  env: NodeJS.ProcessEnv,
): Promise<DriftReport> {
  const baselineFile = options.baseline ?? (policy.baseline === undefined ? undefined : join(folder, policy.baseline));
  // A baseline that is written anew may not be there yet.
  const isKept = baselineFile !== undefined && options.writeBaseline === undefined;
  const cli = await pulumiIn(process.cwd(), env);
  // Asked for while the states are read: each call of the CLI takes half a second.
  const backendUrl = backendUrlOf(cli);
  backendUrl.catch(() => undefined);
  const names = await stackNames(options, cli);
  const writer = progressWriter(process.stderr);
  try {
    return await detectDrift({
      stacks: names.map((name) => pulumiStack(name, cli, backendUrl)),
      environment: (name) => env[name],
      isUnmanagedWanted: options.unmanaged,
      policy,
      baseline: isKept ? readBaseline(baselineFile) : undefined,
      locate: declarationsIn(process.cwd(), repositoryOf(process.cwd(), env)),
      onProgress: afterAWhile(({ step, done, total }) => writer.report({ kind: "count", text: step, done, total })),
    });
  } finally {
    writer.end();
  }
}

async function stackNames({ stack, allStacks }: Options, cli: PulumiCli): Promise<string[]> {
  if (allStacks) {
    return stacksOfProject(cli);
  }
  return stack.length > 0 ? [...new Set(stack)] : [await selectedStack(cli)];
}

async function pulumiIn(cwd: string, env: NodeJS.ProcessEnv): Promise<PulumiCli> {
  const search = await findEngine(env);
  if (!search.found) {
    throw new Error(`states are read by the Pulumi CLI, and ${search.reason}; get one: ${search.command}`);
  }
  return { pulumi: join(search.engine.bin, "pulumi"), cwd, env };
}

/** The folder from which a CI system counts paths, where this one is in it. */
function repositoryOf(folder: string, env: NodeJS.ProcessEnv): string {
  const root = env.GITHUB_WORKSPACE ?? env.CI_PROJECT_DIR;
  return root !== undefined && `${folder}/`.startsWith(`${resolve(root)}/`) ? root : folder;
}

const quietMs = 2_000;

/** A search that is over in a moment needs no word of how far it is. */
function afterAWhile(report: OnProgress): OnProgress {
  const started = Date.now();
  return (progress) => {
    if (Date.now() - started > quietMs) {
      report(progress);
    }
  };
}
