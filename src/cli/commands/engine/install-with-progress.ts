import type { Engine } from "../../../../engine/find-engine.ts";
import { installEngine } from "../../../../engine/install.ts";
import { progressWriter } from "../../../../engine/progress.ts";
import type { CommandEnvironment } from "../../kernel/command-environment.ts";

/** Returns the engine. Installs it first if there is none, and reports progress on standard error. */
export async function installWithProgress({ env, stderr }: CommandEnvironment): Promise<Engine> {
  const writer = progressWriter(stderr);
  return installEngine({ env, onProgress: writer.report }).finally(writer.end);
}
