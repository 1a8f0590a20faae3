import { join } from "node:path";
import { findEngine } from "../../../../engine/find-engine.ts";
import { progressWriter } from "../../../../engine/progress.ts";
import type { PulumiCli } from "../../../../engine/run-pulumi.ts";
import type { DriftReport } from "../../../core/model/drift-report.ts";
import { readBaseline } from "../../../fleet/drift/baseline.ts";
import { declarationsIn } from "../../../fleet/drift/declared-at.ts";
import type { DriftPolicy } from "../../../fleet/drift/drift-policy.ts";
import type { OnProgress } from "../../../fleet/drift/progress.ts";
import { backendUrlOf, pulumiStack, selectedStack, stacksOfProject } from "../../../fleet/drift/pulumi-stack.ts";
import { readAhead } from "../../../fleet/drift/read-ahead.ts";
import type { CommandEnvironment } from "../../kernel/command-environment.ts";
import { repositoryOf } from "../../kernel/repository-of.ts";

/** Which stacks are scanned, and for what. */
interface ScanOptions {
  readonly stack: readonly string[];
  readonly allStacks: boolean;
  readonly unmanaged: boolean;
  readonly baseline?: string | undefined;
  readonly writeBaseline?: string | undefined;
}

/** A project's policy, and the folder that its paths are relative to. */
export interface PolicyOfProject {
  readonly policy: DriftPolicy;
  readonly folder: string;
}

interface ScanSetting {
  readonly cli: PulumiCli;
  readonly environment: CommandEnvironment;
}

/** Scans stacks of the project in this folder for drift; a long scan shows its progress. */
export async function scanForDrift(
  options: ScanOptions,
  { policy, folder }: PolicyOfProject,
  { cli, environment: { env, variable, stderr } }: ScanSetting,
): Promise<DriftReport> {
  const baselineFile = options.baseline ?? (policy.baseline === undefined ? undefined : join(folder, policy.baseline));
  // A baseline that this run writes may not exist yet.
  const isKept = baselineFile !== undefined && options.writeBaseline === undefined;
  // Runs while the states are read: each call of the CLI takes half a second.
  const backendUrl = backendUrlOf(cli);
  backendUrl.catch(() => undefined);
  const names = await stackNames(options, cli);
  const writer = progressWriter(stderr);
  try {
    const [first, ...others] = names.map((name) => pulumiStack(name, cli, backendUrl));
    const stacks = first === undefined ? [] : [readAhead(first), ...others];
    // Loaded while the engine exports the first state, which takes as long.
    const { detectDrift } = await import("../../../fleet/drift/detect-drift.ts");
    return await detectDrift({
      stacks,
      environment: variable,
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

async function stackNames({ stack, allStacks }: ScanOptions, cli: PulumiCli): Promise<string[]> {
  if (allStacks) {
    return stacksOfProject(cli);
  }
  return stack.length > 0 ? [...new Set(stack)] : [await selectedStack(cli)];
}

/** The Pulumi CLI for the project in a folder. */
export async function pulumiIn(cwd: string, env: NodeJS.ProcessEnv): Promise<PulumiCli> {
  const search = await findEngine(env);
  if (!search.found) {
    throw new Error(`the Pulumi CLI reads the states, and ${search.reason}; install it: ${search.command}`);
  }
  return { pulumi: join(search.engine.bin, "pulumi"), cwd, env };
}

const quietMs = 1_000;

/** Shows no progress for a scan that ends within `quietMs`. */
function afterAWhile(report: OnProgress): OnProgress {
  const started = performance.now();
  return (progress) => {
    if (performance.now() - started > quietMs) {
      report(progress);
    }
  };
}
