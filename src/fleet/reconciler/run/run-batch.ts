import { inLedgerTransaction } from "../../../core/ledger/ledger-transaction.ts";
import type { Tenant } from "../../../core/ledger/tenant.ts";
import { judgeRuns } from "../conditions/judge-runs.ts";
import { judgeFailed } from "../conditions/tenant-outcome.ts";
import { noteUnfinished } from "../declaration/declaration-store.ts";
import { shardProgram } from "../declaration/shard-program.ts";
import type { StackRun } from "../engine/stack-runner.ts";
import { releaseAfterRun } from "../license-uses/release-after-run.ts";
import type { ShardLease } from "../shard/shard-lease.ts";
import { removeLeft } from "../shared-objects/delete-unneeded.ts";
import type { ReconcileParts } from "./reconcile-shard.ts";
import { recordRun } from "./record-run.ts";
import { takeUpLost } from "./resume-interrupted.ts";
import { runRounds } from "./run-until-stable.ts";
import { type RunSlice, withoutTenants } from "./split-run.ts";

interface SliceEnd {
  readonly isConverged: boolean;
  /** False when an engine was killed: nothing may be run on the stack before it is mended. */
  readonly isComplete: boolean;
}

/** Runs the engine for a slice of what is due, and records what came of it. */
export async function runSlice(
  shard: string,
  given: RunSlice,
  lease: ShardLease,
  parts: ReconcileParts,
  signal: AbortSignal,
): Promise<SliceEnd> {
  const { config, log, now } = parts;
  const startedAt = now();
  const lost =
    given.lost.length > 0
      ? await withEngine(lease, () => takeUpLost(shard, given.lost, parts, signal))
      : { runs: [], failures: new Map<Tenant, readonly string[]>() };
  const waiting = new Set([...lost.failures.keys()].map(({ id }) => id));
  const slice = withoutTenants(given, waiting);
  if (!slice.isCheckpointed) await noteBeginning(slice, lease, parts);
  const built = shardProgram(slice.declarations, config);
  // Tenants that all cannot be declared are no reason to start the engine.
  const isNeeded = slice.pending.length > 0 && lost.runs.every(({ isComplete }) => isComplete);
  const { runs } = isNeeded
    ? await withEngine(lease, async () => ({ runs: await runRounds(shard, built, slice, parts, signal) }))
    : { runs: [] };
  const judgements = new Map(judgeRuns(slice, built.results, runs, config.terms));
  for (const [tenant, failures] of lost.failures) {
    judgements.set(tenant, judgeFailed(tenant, failures));
  }
  const all = [...lost.runs, ...runs];
  for (const [tenant, failure] of await releaseAfterRun(judgements, slice.declarations, parts)) {
    judgements.set(tenant, judgeFailed(tenant, [failure]));
  }
  for (const [tenant, failure] of await removeLeft(judgements, slice.declarations, parts)) {
    judgements.set(tenant, judgeFailed(tenant, [failure]));
  }
  const { pending, declarations } = given;
  const about = { pending, declarations, unsettled: waiting, judgements, results: built.results };
  await recordRun({ shard, startedAt, runs: all, ...about }, lease, parts);
  const isConverged = [...judgements.values()].every((judgement) => judgement.isConverged);
  const changes = all.map((run) => run.changes);
  log.info({ shard, pending: given.pending.length, changes, isConverged }, "a shard was reconciled");
  return { isConverged, isComplete: all.every(({ isComplete }) => isComplete) };
}

/** From here on the vendors may have what no state knows, until the run has come to its end. */
async function noteBeginning(slice: RunSlice, lease: ShardLease, { db, configuration }: ReconcileParts): Promise<void> {
  await inLedgerTransaction(db, async (transaction) => {
    await lease.assertHeld(transaction);
    await noteUnfinished(transaction, slice.declarations, configuration.number);
  });
}

/** Lets the lease know of the engine, so that whoever takes it over from a dead worker knows what to expect. */
async function withEngine<Result extends { readonly runs: readonly StackRun[] }>(
  lease: ShardLease,
  work: () => Promise<Result>,
): Promise<Result> {
  await lease.noteRunning(true);
  const result = await work();
  if (result.runs.every(({ isComplete }) => isComplete)) await lease.noteRunning(false);
  return result;
}
