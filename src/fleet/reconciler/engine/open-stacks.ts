import { mkdirSync, readlinkSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { vendorVariablePrefixes } from "@marketplane/providers/vendor-accounts.ts";
import { fullyQualifiedStackName, LocalWorkspace, PulumiCommand, Stack } from "@pulumi/pulumi/automation/index.js";
import { engineEnvironment } from "../../../../engine/environment.ts";
import type { Engine } from "../../../../engine/find-engine.ts";

export interface StackPlaces {
  readonly engine: Engine;
  /** The folder of the checkout, from which the state's provider lines resolve. */
  readonly root: string;
  /** Holds Pulumi's own files and the stacks' settings. */
  readonly home: string;
  readonly project: string;
  /** Added to the engine's environment. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Opens each stack once, and makes it when there is none; several processes may share the folder. */
export async function openStacks({ engine, root, home, project, variables }: StackPlaces) {
  const workDir = join(home, "stacks");
  mkdirSync(workDir, { recursive: true, mode: 0o700 });
  // The plain path's provider process resolves its modules from the program's folder.
  const settings = { name: project, runtime: { name: "nodejs", options: { typescript: false } }, main: root };
  inPlace(join(workDir, "Pulumi.yaml"), (draft) => writeFileSync(draft, JSON.stringify(settings)));
  const pulumiCommand = await PulumiCommand.get({ root: linkEngine(engine, home) });
  const open = async (name: string): Promise<Stack> => {
    const envVars = engineEnvironment({ engine, withheld: vendorVariablePrefixes, home, variables });
    const workspace = await LocalWorkspace.create({ workDir, pulumiCommand, envVars });
    const stack = await Stack.createOrSelect(fullyQualifiedStackName("organization", project, name), workspace);
    return withoutAfterthoughts(stack);
  };
  const opened = new Map<string, Promise<Stack>>();
  return (name: string): Promise<Stack> => {
    const stack =
      opened.get(name) ??
      // One that could not be opened is tried anew the next time.
      open(name).catch((error: unknown) => {
        opened.delete(name);
        throw error;
      });
    opened.set(name, stack);
    return stack;
  };
}

/** The Automation API looks for `bin/pulumi` below a folder, an engine on PATH may stand in any. */
function linkEngine({ bin }: Engine, home: string): string {
  const root = join(home, "engine");
  mkdirSync(root, { recursive: true, mode: 0o700 });
  const link = join(root, "bin");
  if (targetOf(link) !== bin) {
    inPlace(link, (draft) => symlinkSync(bin, draft));
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

/** Whoever else uses the folder never sees it half made, or missing. */
function inPlace(path: string, make: (draft: string) => void): void {
  const draft = `${path}.${process.pid}`;
  make(draft);
  renameSync(draft, path);
}

/**
 * After each `up` the Automation API runs the engine three times more, for outputs and history that nobody
 * here reads.
 */
function withoutAfterthoughts(stack: Stack): Stack {
  return Object.assign(stack, {
    outputs: async () => ({}),
    info: async () => undefined,
  });
}
