import type { Tenant } from "../../../core/ledger/tenant.ts";
import { shardProgram } from "../declaration/shard-program.ts";
import { failuresByTenant } from "../engine/failures-by-tenant.ts";
import type { StackRun } from "../engine/stack-runner.ts";
import { loadClaimedByOthers } from "./load-earlier-runs.ts";
import type { ReconcileParts } from "./reconcile-shard.ts";
import { runRounds } from "./run-until-stable.ts";
import type { RunSlice } from "./split-run.ts";

interface TakenUp {
  readonly runs: readonly StackRun[];
  /** Tenants for which it failed, and why: they must wait, since what they may have is in no state yet. */
  readonly failures: ReadonlyMap<Tenant, readonly string[]>;
}

/**
 * Carries out once more what a run began that was broken off before the state knew of it, for tenants that are to be something
 * else by now. Whatever that run made is adopted, so that the run which follows takes down what nobody wants any more.
 * A hostname that has gone to another tenant is that tenant's, whoever made it.
 */
export async function takeUpLost(
  shard: string,
  lost: RunSlice["lost"],
  { db, config, runner, log }: Pick<ReconcileParts, "db" | "config" | "runner" | "log">,
  signal: AbortSignal,
): Promise<TakenUp> {
  log.warn({ shard, tenants: lost.length }, "what a run began that was broken off is looked for");
  const elsewhere = await loadClaimedByOthers(
    db,
    lost.map(({ declaration }) => declaration),
  );
  const declarations = lost.map(({ declaration }) => ({
    ...declaration,
    hostnames: declaration.hostnames.filter(({ hostname }) => !elsewhere.has(hostname)),
  }));
  const pending = lost.map(({ tenant }) => tenant);
  const slice = { pending, isRefreshed: false, isCheckpointed: true };
  const runs = await runRounds(shard, shardProgram(declarations, config), slice, { runner }, signal);
  return { runs, failures: failuresOf(pending, runs) };
}

function failuresOf(tenants: readonly Tenant[], runs: readonly StackRun[]): TakenUp["failures"] {
  const byTenant = runs.map(failuresByTenant);
  const isDone = runs.at(-1)?.isSuccess === true;
  return new Map(
    tenants.flatMap((tenant) => {
      const own = byTenant.flatMap((failures) => failures.get(tenant.id) ?? []).map(({ message }) => message);
      const why = isDone ? own : [...own, "A run that was broken off could not be taken up."];
      return why.length === 0 ? [] : [[tenant, why] as const];
    }),
  );
}
