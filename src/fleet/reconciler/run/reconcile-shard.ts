import { settleWrites } from "../../../core/ledger/ledger-transaction.ts";
import { beginUses } from "../license-uses/begin-uses.ts";
import { readLastCounters } from "../license-uses/read-last-counters.ts";
import { retireSpellings } from "../login-spellings/retire-spellings.ts";
import { decideRun, type RunDecision } from "../shard/decide-run.ts";
import { loadShard } from "../shard/load-shard.ts";
import { carryOutMoves } from "../shard/move-tenants.ts";
import { recoverShard } from "../shard/recover-shard.ts";
import { acquireLease, type ShardLease } from "../shard/shard-lease.ts";
import { loadEarlierRuns } from "./load-earlier-runs.ts";
import type { ReconcileParts } from "./reconcile-parts.ts";
import { runBatch } from "./run-batch.ts";
import { splitRun } from "./split-run.ts";

/**
 * What reconcileShard did: no run because another worker holds the shard, no run because nothing was due, or
 * a run.
 */
export type ShardOutcome = "held-elsewhere" | "idle" | "converged" | "failed";

type Run = Extract<RunDecision, { kind: "run" }>;

/**
 * Brings the due tenants of a shard to the state that is desired when it starts. With `remediated`, it runs
 * for these tenants only, due or not, and also reverts changes made at the vendors.
 */
export async function reconcileShard(
  shard: string,
  parts: ReconcileParts,
  signal: AbortSignal,
  remediated?: ReadonlySet<string>,
): Promise<ShardOutcome> {
  const { db, config, runner, log, worker } = parts;
  const leasing = { db, holder: worker, leaseMs: config.reconciler.leaseSeconds * 1_000 };
  const lease = await acquireLease(shard, leasing);
  if (!lease) {
    return "held-elsewhere";
  }
  try {
    const { tenantsMax } = config.reconciler;
    if (await recoverShard(shard, lease, runner)) {
      log.warn({ shard }, "recovered a shard whose last run did not finish");
    }
    if (!(await carryOutMoves(shard, lease, { ...parts, ...leasing, tenantsMax }))) {
      return "held-elsewhere";
    }
    const decision = await decide(shard, parts, remediated);
    return decision.kind === "idle" ? "idle" : await carryOut(shard, decision, lease, parts, signal);
  } finally {
    await lease.release();
  }
}

async function decide(
  shard: string,
  parts: ReconcileParts,
  remediated: ReadonlySet<string> | undefined,
): Promise<RunDecision> {
  const { db, config, fetchOwnerEmails, now } = parts;
  // A change that is still committing may have seen this job in the queue and therefore enqueued none of its
  // own.
  await settleWrites(db);
  const first = decideRun(await loadShard(db, shard), config, now(), remediated);
  if (first.kind === "idle") {
    return first;
  }
  const ownerless = first.blockedTenants.flatMap(({ tenant, blocked }) =>
    blocked.reason === "OwnerUnknown" ? [tenant] : [],
  );
  if (ownerless.length === 0) {
    return first;
  }
  await fetchOwnerEmails(ownerless);
  return decideRun(await loadShard(db, shard), config, now(), remediated);
}

async function carryOut(
  shard: string,
  decision: Run,
  lease: ShardLease,
  parts: ReconcileParts,
  signal: AbortSignal,
): Promise<ShardOutcome> {
  await readLastCounters(decision, parts);
  const run = await beginUses(decision, lease, parts);
  await retireSpellings(run.declarations, parts);
  const batches = splitRun(run, await loadEarlierRuns(parts.db, run.pending));
  const until = AbortSignal.any([signal, lease.signal]);
  let outcome: ShardOutcome = "converged";
  for (const batch of batches) {
    const { isConverged, isComplete } = await runBatch(shard, batch, lease, parts, until);
    if (!isConverged) {
      outcome = "failed";
    }
    // The next sweep enqueues the remaining batches.
    if (!isComplete) {
      break;
    }
  }
  return outcome;
}
