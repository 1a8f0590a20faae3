import type { Tenant } from "../../../core/model/tenant.ts";
import { shardProgram } from "../declaration/shard-program.ts";
import { failuresByTenant } from "../engine/run-events.ts";
import type { StackRun } from "../engine/stack-runner.ts";
import { loadClaimedByOthers } from "./load-earlier-runs.ts";
import type { ReconcileParts } from "./reconcile-parts.ts";
import { runUntilStable } from "./run-until-stable.ts";
import type { RunBatch } from "./split-run.ts";

interface Resumed {
  readonly runs: readonly StackRun[];
  /**
   * Tenants whose resume failed, and why. They must wait: the state does not record all of their objects yet.
   */
  readonly failures: ReadonlyMap<Tenant, readonly string[]>;
}

/**
 * Repeats the creates of an interrupted run that the state did not record, for tenants whose desired state
 * has changed since. The objects of that run are adopted, so that the next run deletes those that are no
 * longer desired. A hostname that now belongs to another tenant stays with that tenant, regardless of which
 * run created it.
 */
export async function resumeInterrupted(
  shard: string,
  interrupted: RunBatch["interrupted"],
  { db, config, runner, log }: Pick<ReconcileParts, "db" | "config" | "runner" | "log">,
  signal: AbortSignal,
): Promise<Resumed> {
  log.warn({ shard, tenants: interrupted.length }, "resuming creates left by an interrupted run");
  const elsewhere = await loadClaimedByOthers(
    db,
    interrupted.map(({ declaration }) => declaration),
  );
  const declarations = interrupted.map(({ declaration }) => ({
    ...declaration,
    hostnames: declaration.hostnames.filter(({ hostname }) => !elsewhere.has(hostname)),
  }));
  const pending = interrupted.map(({ tenant }) => tenant);
  const batch = { pending, isRefreshed: false, isCheckpointed: true };
  const runs = await runUntilStable(shard, shardProgram(declarations, config), batch, { runner }, signal);
  return { runs, failures: failuresOf(pending, runs) };
}

function failuresOf(tenants: readonly Tenant[], runs: readonly StackRun[]): Resumed["failures"] {
  const byTenant = runs.map(failuresByTenant);
  const isComplete = runs.at(-1)?.isSuccess === true;
  return new Map(
    tenants.flatMap((tenant) => {
      const own = byTenant.flatMap((failures) => failures.get(tenant.id) ?? []).map(({ message }) => message);
      const why = isComplete ? own : [...own, "The interrupted run could not be resumed."];
      return why.length === 0 ? [] : [[tenant, why] as const];
    }),
  );
}
