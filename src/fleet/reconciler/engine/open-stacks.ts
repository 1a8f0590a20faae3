import { existsSync, mkdirSync, readlinkSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { vendorVariablePrefixes } from "@marketplane/providers/vendor-accounts.ts";
import { fullyQualifiedStackName, LocalWorkspace, PulumiCommand, Stack } from "@pulumi/pulumi/automation/index.js";
import { engineEnvironment } from "../../../../engine/environment.ts";
import type { Engine } from "../../../../engine/find-engine.ts";

export interface StackPlaces {
  readonly engine: Engine;
  /** The checkout's folder, which provider lines in the state are relative to. */
  readonly root: string;
  /** Holds Pulumi's own files and the stacks' settings. */
  readonly home: string;
  readonly project: string;
  /** Added to the engine's environment. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Opens each stack once and creates it if missing. Several processes may share the folder. */
export async function openStacks({ engine, root, home, project, variables }: StackPlaces) {
  const workDir = join(home, "stacks");
  mkdirSync(workDir, { recursive: true, mode: 0o700 });
  const plugin = join(root, "providers/native");
  const settings = {
    name: project,
    runtime: { name: "nodejs", options: { typescript: false } },
    // The process of dynamic resources resolves its modules from the program's folder.
    main: root,
    // Without a checkout, the engine takes the installed plugin.
    ...(existsSync(plugin) && { plugins: { providers: [{ name: "marketplane", path: plugin }] } }),
  };
  replaceAtomically(join(workDir, "Pulumi.yaml"), (draft) => writeFileSync(draft, JSON.stringify(settings)));
  const pulumiCommand = await PulumiCommand.get({ root: linkEngine(engine, home) });
  const open = async (name: string): Promise<Stack> => {
    const envVars = engineEnvironment({ engine, withheld: vendorVariablePrefixes, home, variables });
    const workspace = await LocalWorkspace.create({ workDir, pulumiCommand, envVars });
    const stack = await Stack.createOrSelect(fullyQualifiedStackName("organization", project, name), workspace);
    return withoutExtraCommands(stack);
  };
  const opened = new Map<string, Promise<Stack>>();
  return (name: string): Promise<Stack> => {
    const stack =
      opened.get(name) ??
      // A stack that could not be opened is tried again the next time.
      open(name).catch((error: unknown) => {
        opened.delete(name);
        throw error;
      });
    opened.set(name, stack);
    return stack;
  };
}

/**
 * The Automation API expects `bin/pulumi` below a folder; an engine on PATH may be in a folder of any name.
 */
function linkEngine({ bin }: Engine, home: string): string {
  const root = join(home, "engine");
  mkdirSync(root, { recursive: true, mode: 0o700 });
  const link = join(root, "bin");
  if (targetOf(link) !== bin) {
    replaceAtomically(link, (draft) => symlinkSync(bin, draft));
  }
  return root;
}

function targetOf(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch {
    return undefined;
  }
}

/** Replaces a file or link atomically: other processes never see it missing or half written. */
function replaceAtomically(path: string, make: (draft: string) => void): void {
  const draft = `${path}.${process.pid}`;
  make(draft);
  renameSync(draft, path);
}

/**
 * After each `up`, the Automation API runs the engine three more times for outputs and history, which are not
 * used here.
 */
function withoutExtraCommands(stack: Stack): Stack {
  return Object.assign(stack, {
    outputs: async () => ({}),
    info: async () => undefined,
  });
}
