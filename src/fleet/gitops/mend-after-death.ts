import { fileURLToPath } from "node:url";
import { repairStateFolder } from "../../../engine/repair-state-folder.ts";
import type { EngineRuns } from "./engine-runs.ts";

interface StackPlace {
  readonly stack: string;
  /** The project's name. */
  readonly project: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Makes a stack readable again whose run was killed while the engine wrote the state. That happens to a backend that is a
 * folder; the others write a file as a whole or not at all.
 */
export async function mendAfterDeath({ stack, project, env }: StackPlace, runs: EngineRuns): Promise<void> {
  const backend = env.PULUMI_BACKEND_URL ?? "";
  if (!backend.startsWith("file:///") || !runs.hasDied(stack)) {
    return;
  }
  await repairStateFolder({ folder: fileURLToPath(backend), project, stack });
}
