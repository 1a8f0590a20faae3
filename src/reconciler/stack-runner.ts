import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { IntentJournal } from "@marketplane/providers/intent-journal.ts";
import type { Settings } from "@marketplane/providers/settings.ts";
import {
  type EngineEvent,
  fullyQualifiedStackName,
  LocalWorkspace,
  type OpMap,
  PulumiCommand,
  type PulumiFn,
  Stack,
} from "@pulumi/pulumi/automation/index.js";
import { z } from "zod";
import { engineEnvironment } from "../../engine/environment.ts";
import type { Engine } from "../../engine/find-engine.ts";
import { runProcess } from "../../engine/run-process.ts";
import { pruneHistory } from "./prune-history.ts";
import { startResidentProvider } from "./resident-provider/resident-provider.ts";

/** What one run of the engine did to a stack. */
export interface StackRun {
  /** False when a resource failed, or the engine itself. */
  readonly isSuccess: boolean;
  /** Resources by what became of them: create, update, same, delete, … */
  readonly changes: Readonly<OpMap>;
  /** What the engine and the providers complained of: the resource's URN, none for the stack itself, and a message. */
  readonly failures: readonly { readonly urn: string | undefined; readonly message: string }[];
  readonly durationMs: number;
}

export interface StackRunnerOptions {
  readonly engine: Engine;
  /** The folder of the checkout, from which the state's provider lines resolve. */
  readonly root: string;
  /** Holds Pulumi's own files, the stacks' settings, the passphrase and, without a backend URL, the state. */
  readonly home: string;
  /** URL of the engine's backend for the state; by default a folder of `home`. */
  readonly backendUrl?: string | undefined;
  /** Encrypts secrets in the state; by default a random one in `home`. */
  readonly passphrase?: string | undefined;
  /** Where the resources' code runs: in this process with these settings, or in one for each run with these variables. */
  readonly provider:
    | { readonly kind: "resident"; readonly settings: Settings }
    | { readonly kind: "process"; readonly variables: Readonly<Record<string, string>> };
  readonly now: () => number;
  readonly warn: (message: string) => void;
}

export interface StackRunner {
  /** Brings a stack to what the program declares; resources that fail leave the others alone. */
  up(stack: string, program: PulumiFn, options: RunOptions): Promise<StackRun>;
  /**
   * Moves the resources of components from one stack's state to another's, without a call to any vendor; what is there
   * already, after a move that was broken off, is only taken out of the first. Nobody else may run either stack meanwhile.
   */
  move(components: readonly string[], from: string, to: string): Promise<void>;
}

export interface RunOptions {
  readonly signal: AbortSignal;
  /** Components whose resources stay as they are, whatever the program says of them. */
  readonly rested: readonly string[];
  /** Takes away the lock that a run before left on the stack: only for who knows that its worker is dead. */
  readonly unlocks: boolean;
}

const projectName = "marketplane";
const moveTimeoutMs = 120_000;

/** What is read of an exported state. */
const Deployment = z.looseObject({ resources: z.array(z.looseObject({ urn: z.string() })).optional() });

/** Runs the engine on stacks of programs in this process, through the Automation API. */
export async function createStackRunner(options: StackRunnerOptions): Promise<StackRunner> {
  const { engine, home, root, backendUrl, passphrase, provider, now, warn } = options;
  const workDir = join(home, "stacks");
  mkdirSync(workDir, { recursive: true, mode: 0o700 });
  const variables = {
    ...(backendUrl && { PULUMI_BACKEND_URL: backendUrl }),
    ...(passphrase && { PULUMI_CONFIG_PASSPHRASE: passphrase }),
    // No copies of the state beside the state: the database says what is wanted, and the vendors what is there.
    PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
    ...(provider.kind === "process" && provider.variables),
  };
  const pulumiCommand = await PulumiCommand.get({ root: linkEngine(engine, home) });
  const stacks = new Map<string, Promise<Stack>>();
  /** A stack that could not be opened is tried anew the next time. */
  const opened = (name: string): Promise<Stack> => {
    const stack =
      stacks.get(name) ??
      open(name).catch((error: unknown) => {
        stacks.delete(name);
        throw error;
      });
    stacks.set(name, stack);
    return stack;
  };
  const open = async (name: string): Promise<Stack> => {
    const workspace = await LocalWorkspace.create({
      workDir,
      pulumiCommand,
      envVars: engineEnvironment({ engine, home, variables }),
      // The plain path's provider process resolves its modules from the program's folder.
      projectSettings: { name: projectName, runtime: { name: "nodejs", options: { typescript: false } }, main: root },
    });
    const stack = await Stack.createOrSelect(fullyQualifiedStackName("organization", projectName, name), workspace);
    return withoutAfterthoughts(stack);
  };

  return {
    async up(name, program, { signal, rested, unlocks }) {
      const startedAt = now();
      const stack = await opened(name);
      if (unlocks) await stack.cancel();
      const journal = new IntentJournal({ folder: join(home, "intents", name), now, warn });
      const resident =
        provider.kind === "resident"
          ? await startResidentProvider({ settings: provider.settings, journal })
          : undefined;
      Object.assign(stack.workspace.envVars, resident?.variables);
      const seen = new SeenEvents();
      try {
        await stack.up({
          program,
          signal,
          exclude: rested.flatMap(urnsOf),
          continueOnError: true,
          color: "never",
          onEvent: (event) => seen.add(event),
        });
        journal.end();
        return { isSuccess: true, ...seen.result, durationMs: now() - startedAt };
      } catch (error) {
        signal.throwIfAborted();
        // The engine has said what failed and saved the rest; without its summary it did not come that far.
        if (!seen.isComplete) throw error;
        journal.end();
        return { isSuccess: false, ...seen.result, durationMs: now() - startedAt };
      } finally {
        await resident?.close();
        if (backendUrl === undefined) pruneHistory(join(home, "state"), projectName, name);
      }
    },

    async move(components, from, to) {
      const [source, target] = [await opened(from), await opened(to)];
      const there = await urnsIn(target, components);
      if (there.length > 0) await forget(source, new Set(there.map((urn) => inStack(urn, from))));
      const urns = await urnsIn(source, components);
      if (urns.length === 0) return;
      const { workspace } = source;
      const args = ["state", "move", ...urns, "--source", from, "--dest", to, "--yes", "--non-interactive"];
      const end = await runProcess(join(engine.bin, "pulumi"), args, {
        cwd: workspace.workDir,
        env: workspace.envVars,
        timeoutMs: moveTimeoutMs,
      });
      if (end.code !== 0) throw new Error(`resources could not be moved to ${to}: ${end.stderr.join("\n")}`);
    },
  };
}

/** The URNs of the components' resources in a stack. */
async function urnsIn(stack: Stack, components: readonly string[]): Promise<string[]> {
  const { resources = [] } = Deployment.parse((await stack.exportStack()).deployment);
  const own = new Set(components);
  return resources.map(({ urn }) => urn).filter((urn) => own.has(componentOf(urn)));
}

/** Takes resources out of a stack's state. */
async function forget(stack: Stack, urns: ReadonlySet<string>): Promise<void> {
  const exported = await stack.exportStack();
  const deployment = Deployment.parse(exported.deployment);
  const resources = (deployment.resources ?? []).filter(({ urn }) => !urns.has(urn));
  await stack.importStack({ ...exported, deployment: { ...deployment, resources } });
}

function inStack(urn: string, stack: string): string {
  return urn.replace(/^urn:pulumi:[^:]+::/, `urn:pulumi:${stack}::`);
}

/** The component that a resource is named after: its own name up to the first hyphen. */
function componentOf(urn: string): string {
  return (urn.split("::")[3] ?? "").split("-")[0] ?? "";
}

/** The Automation API looks for `bin/pulumi` below a folder, an engine on PATH may stand in any. */
function linkEngine({ bin }: Engine, home: string): string {
  const root = join(home, "engine");
  mkdirSync(root, { recursive: true, mode: 0o700 });
  const link = join(root, "bin");
  rmSync(link, { force: true });
  symlinkSync(bin, link);
  return root;
}

/** After each `up` the Automation API runs the engine three times more, for outputs and history that nobody here reads. */
function withoutAfterthoughts(stack: Stack): Stack {
  return Object.assign(stack, {
    outputs: async () => ({}),
    info: async () => undefined,
  });
}

/** URNs of a component and of all that is named after it. */
function urnsOf(name: string): string[] {
  return [`**::${name}`, `**::${name}-**`];
}

/** What matters of the events of one run. */
class SeenEvents {
  #changes: OpMap = {};
  #failures: { readonly urn: string | undefined; readonly message: string }[] = [];
  isComplete = false;

  add({ diagnosticEvent, summaryEvent }: EngineEvent): void {
    if (diagnosticEvent?.severity === "error") {
      this.#failures.push({ urn: diagnosticEvent.urn || undefined, message: diagnosticEvent.message.trim() });
    }
    if (summaryEvent) {
      this.#changes = summaryEvent.resourceChanges ?? {};
      this.isComplete = true;
    }
  }

  get result() {
    return { changes: this.#changes, failures: this.#failures };
  }
}
