import type { Tenant } from "../ledger/tenant.ts";
import type { RunDecision } from "./decide-run.ts";
import { failuresByTenant } from "./failures-by-tenant.ts";
import type { ShardProgram } from "./shard-program.ts";
import type { StackRun, StackRunner } from "./stack-runner.ts";

interface RoundParts {
  readonly runner: Pick<StackRunner, "up">;
}

const roundsMax = 4;

/**
 * Runs the engine, and again without the tenants that failed when there were some: while anything fails, the engine takes
 * nothing down, and what another tenant gives up is not to wait for their trouble.
 */
export async function runRounds(
  shard: string,
  { program }: Pick<ShardProgram, "program">,
  { rested, pending }: Pick<Extract<RunDecision, { kind: "run" }>, "rested" | "pending">,
  { runner }: RoundParts,
  signal: AbortSignal,
): Promise<readonly StackRun[]> {
  const runs: StackRun[] = [];
  const failed = new Set<string>();
  for (let round = 1; round <= roundsMax; round += 1) {
    const run = await runner.up(shard, program, { signal, rested: [...rested, ...failed] });
    runs.push(run);
    const failures = failuresByTenant(run);
    for (const id of failures.keys()) failed.add(id);
    const isSomethingLeft = pending.some((tenant) => !failed.has(tenant.id) && mayGiveUp(tenant));
    if (!run.isComplete || failures.size === 0 || !isSomethingLeft) break;
  }
  return runs;
}

/** True of a tenant that had something at the vendors before, part of which may have to go. */
export function mayGiveUp({ state, observedGeneration }: Tenant): boolean {
  return observedGeneration > 0 || state === "removed";
}
