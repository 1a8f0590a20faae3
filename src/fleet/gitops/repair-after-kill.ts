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
 * Repairs the state of a stack whose run was killed while the engine wrote it. Only a folder backend needs
 * this; other backends write each file atomically.
 */
export async function repairAfterKill({ stack, project, env }: StackPlace, runs: EngineRuns): Promise<void> {
  const backend = env.PULUMI_BACKEND_URL ?? "";
  if (!backend.startsWith("file:///") || !runs.hasDied(stack)) {
    return;
  }
  await repairStateFolder({ folder: fileURLToPath(backend), project, stack });
}
