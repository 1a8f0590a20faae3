import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { errorText } from "@marketplane/providers/error-text.ts";
import { HolderRecords } from "@marketplane/providers/holder-records.ts";
import { PendingCreateStore } from "@marketplane/providers/pending-create-store.ts";
import type { Settings } from "@marketplane/providers/settings.ts";
import { findKind } from "@marketplane/providers/vendors.ts";
import type { OpMap, PulumiFn, Stack } from "@pulumi/pulumi/automation/index.js";
import type { Engine } from "../../../../engine/find-engine.ts";
import { repairStateFolder } from "../../../../engine/repair-state-folder.ts";
import { runPulumi } from "../../../../engine/run-pulumi.ts";
import type { RunStep } from "../../../core/model/run-record.ts";
import { folderOf } from "../../drift/stack-lock.ts";
import { finishPendingCreates } from "./finish-pending-creates.ts";
import { inStack, removeFromState, urnsIn } from "./move-resources.ts";
import { openStacks } from "./open-stacks.ts";
import { historyPruner } from "./prune-history.ts";
import { startResidentProvider } from "./resident-provider/resident-provider.ts";
import { retainShared } from "./retain-shared.ts";
import { type Failure, type ResourceReport, RunEvents } from "./run-events.ts";
import { separatePrograms } from "./separate-programs.ts";
import type { IsShared } from "./stack-object.ts";

/** What one run of the engine did to a stack. */
export interface StackRun {
  /** False if a resource or the engine failed. */
  readonly isSuccess: boolean;
  /** False if the engine was killed or could not start: it may have left its lock and pending operations. */
  readonly isComplete: boolean;
  /** Number of resources by operation: create, update, same, delete, … */
  readonly changes: Readonly<OpMap>;
  readonly failures: readonly Failure[];
  readonly steps: readonly RunStep[];
  /** What the engine reported of each resource that the program declared, by resourceKey. */
  readonly reports: ReadonlyMap<string, ResourceReport>;
  /** Messages that are not errors. */
  readonly remarks: readonly string[];
  readonly durationMs: number;
}

export interface StackRunnerOptions {
  readonly engine: Engine;
  /** The checkout's folder, which provider lines in the state are relative to. */
  readonly root: string;
  /** Holds Pulumi's own files, the stacks' settings, the passphrase and, without a backend URL, the state. */
  readonly home: string;
  /** URL of the engine's backend for the state; by default a folder of `home`. */
  readonly backendUrl?: string | undefined;
  /** Encrypts secrets in the state; by default a random one in `home`. */
  readonly passphrase?: string | undefined;
  /** The vendors' accounts. */
  readonly settings: Settings;
  /**
   * Where the resource code runs: in this process, or in a separate process per run that gets the accounts in
   * these variables.
   */
  readonly provider: "resident" | { readonly variables: Readonly<Record<string, string>> };
  /** An object that another tenant needs is dropped from the state, not deleted. */
  readonly isShared: IsShared;
  readonly now: () => number;
  readonly warn: (message: string) => void;
}

export interface StackRunner {
  /** Converges components of a stack with the program; failing resources do not stop the others. */
  up(stack: string, program: PulumiFn, options: RunOptions): Promise<StackRun>;
  /**
   * Moves the resources of components to another stack's state, without vendor calls. After an interrupted
   * move, resources that already arrived are only removed from the source. The caller must hold both stacks.
   */
  move(components: readonly string[], from: string, to: string): Promise<void>;
  /**
   * Makes a stack usable after its worker or engine was killed. Call it only when that worker is known to be
   * dead.
   */
  recover(stack: string): Promise<void>;
}

export interface RunOptions {
  readonly signal: AbortSignal;
  /** Components to run. All others stay unchanged, even if the program declares them differently. */
  readonly targets: readonly string[];
  /** Whether to refresh the targets from the vendors first, so that changes made there are reverted. */
  readonly isRefreshed?: boolean | undefined;
  /**
   * False if the state is written only at the end. A killed engine then loses track of the objects it
   * created.
   */
  readonly isCheckpointed: boolean;
}

const project = "marketplane";
const moveTimeoutMs = 120_000;
/**
 * Concurrent operations. Most of their time is spent waiting for vendors, and the clients respect the
 * vendors' rate limits.
 */
const parallel = 32;

/** Runs the engine on stacks of programs in this process, through the Automation API. */
export async function createStackRunner(options: StackRunnerOptions): Promise<StackRunner> {
  const { engine, home, root, backendUrl, passphrase, settings, provider, isShared, now, warn } = options;
  separatePrograms();
  const variables = {
    ...(backendUrl && { PULUMI_BACKEND_URL: backendUrl }),
    ...(passphrase && { PULUMI_CONFIG_PASSPHRASE: passphrase }),
    // No backup copies of the state: the database has the desired state, and the vendors the actual state.
    PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
    ...(provider !== "resident" && provider.variables),
  };
  const opened = await openStacks({ engine, root, home, project, variables });
  const folder = backendUrl === undefined ? join(home, "state") : folderOf(backendUrl);
  const prune = historyPruner({ backendUrl: backendUrl ?? pathToFileURL(resolve(home, "state")).href, project, warn });
  // One folder for all stacks, since an object may move between stacks.
  const holdersOf = () => new HolderRecords({ folder: join(home, "holders"), now, warn });
  const pendingCreatesOf = (name: string) => new PendingCreateStore({ folder: join(home, "intents", name), now, warn });

  return {
    async up(name, program, run) {
      const startedAt = now();
      const stack = await opened(name);
      run.signal.throwIfAborted();
      const pendingCreates = pendingCreatesOf(name);
      const holders = holdersOf();
      const isResident = provider === "resident";
      if (!isResident) {
        await retainShared(stack, run.targets, isShared);
      }
      const { signal } = run;
      const resident = isResident
        ? await startResidentProvider({ settings, pendingCreates, holders, isShared, signal })
        : undefined;
      Object.assign(stack.workspace.envVars, resident?.variables, checkpoints(run));
      const seen = new RunEvents();
      try {
        const end = await runUp(stack, program, seen, run);
        if (end.isComplete) {
          pendingCreates.end();
          holders.end();
        }
        const { changes, steps, reports, remarks } = seen;
        return { ...end, changes, steps, reports, remarks, durationMs: now() - startedAt };
      } finally {
        await resident?.close();
        await prune(name);
      }
    },

    async move(components, from, to) {
      const [source, target] = [await opened(from), await opened(to)];
      const there = await urnsIn(target, components);
      if (there.length > 0) {
        await removeFromState(source, new Set(there.map((urn) => inStack(urn, from))));
      }
      const urns = await urnsIn(source, components);
      if (urns.length === 0) {
        return;
      }
      const { workspace } = source;
      const end = await runPulumi(["state", "move", ...urns, "--source", from, "--dest", to, "--yes"], {
        pulumi: join(engine.bin, "pulumi"),
        cwd: workspace.workDir,
        env: workspace.envVars,
        signal: AbortSignal.timeout(moveTimeoutMs),
      });
      if (end.exitCode !== 0) {
        throw new Error(`could not move resources to ${to}: ${end.stderr}`);
      }
    },

    async recover(name) {
      if (folder !== undefined) {
        await repairStateFolder({ folder, project, stack: name });
      }
      const stack = await opened(name);
      await stack.cancel();
      const exported = await stack.exportStack();
      const pendingCreates = pendingCreatesOf(name);
      const find = (urn: string) => {
        const kind = findKind(urn);
        if (kind === undefined) {
          throw new Error("marketplane does not define this type of resource");
        }
        return kind.createHandler({ settings, pendingCreates });
      };
      const deployment = await finishPendingCreates(exported.deployment, { find, warn });
      if (deployment) {
        await stack.importStack({ ...exported, deployment });
      }
    },
  };
}

type RunEnd = Pick<StackRun, "isSuccess" | "isComplete" | "failures">;

async function runUp(
  stack: Stack,
  program: PulumiFn,
  seen: RunEvents,
  { signal, targets, isRefreshed }: RunOptions,
): Promise<RunEnd> {
  try {
    await stack.up({
      program,
      signal,
      target: targets.flatMap(urnsOf),
      parallel,
      ...(isRefreshed && { refresh: true }),
      continueOnError: true,
      color: "never",
      onEvent: (event) => seen.add(event),
    });
    return { isSuccess: true, isComplete: true, failures: [] };
  } catch (error) {
    signal.throwIfAborted();
    const text = errorText(error);
    // An engine that prints a summary and exits has saved the state and removed its lock, unless it reports a
    // failed save.
    const isSaved = !text.includes("writing snapshot");
    const isComplete = isSaved && seen.hasSummary && /exit code \d/.test(text);
    const failures = seen.failures.length > 0 ? seen.failures : [{ urn: undefined, message: lastLine(text) }];
    return { isSuccess: false, isComplete, failures };
  }
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}

/** By default the engine writes the whole state before and after each create: docs/decisions/0012. */
function checkpoints({ isCheckpointed }: RunOptions): Readonly<Record<string, string>> {
  return { PULUMI_SKIP_CHECKPOINTS: String(!isCheckpointed) };
}

/** URN patterns of a component and of all resources named after it. */
function urnsOf(name: string): string[] {
  return [`**::${name}`, `**::${name}-**`];
}
