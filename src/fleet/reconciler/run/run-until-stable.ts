import type { ShardProgram } from "../declaration/shard-program.ts";
import { failuresByTenant } from "../engine/run-events.ts";
import type { StackRun, StackRunner } from "../engine/stack-runner.ts";
import type { RunBatch } from "./split-run.ts";

const roundsMax = 4;

/**
 * Runs the engine, then repeats without the tenants that failed. While any resource fails, the engine deletes
 * nothing and may not receive resources that the program would declare next. Only a round without failures
 * completes the other tenants.
 */
export async function runUntilStable(
  shard: string,
  { program }: Pick<ShardProgram, "program">,
  { pending, isRefreshed, isCheckpointed }: Pick<RunBatch, "pending" | "isRefreshed" | "isCheckpointed">,
  { runner }: { readonly runner: Pick<StackRunner, "up"> },
  signal: AbortSignal,
): Promise<readonly StackRun[]> {
  const runs: StackRun[] = [];
  let targets = pending.map(({ id }) => id);
  for (let round = 1; round <= roundsMax; round += 1) {
    const run = await runner.up(shard, program, { signal, targets, isRefreshed, isCheckpointed });
    runs.push(run);
    const failures = failuresByTenant(run);
    targets = targets.filter((id) => !failures.has(id));
    if (run.isSuccess || !run.isComplete || failures.size === 0 || targets.length === 0) {
      break;
    }
  }
  return runs;
}
