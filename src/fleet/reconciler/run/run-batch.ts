import { inLedgerTransaction } from "../../../core/ledger/ledger-transaction.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import { failedOutcome, runOutcomes } from "../conditions/tenant-outcome.ts";
import { recordPendingCreates } from "../declaration/declaration-store.ts";
import { shardProgram } from "../declaration/shard-program.ts";
import type { StackRun } from "../engine/stack-runner.ts";
import { releaseAfterRun } from "../license-uses/release-after-run.ts";
import type { ShardLease } from "../shard/shard-lease.ts";
import { deleteUnneeded } from "../shared-objects/delete-unneeded.ts";
import type { ReconcileParts } from "./reconcile-parts.ts";
import { recordRun } from "./record-run.ts";
import { resumeInterrupted } from "./resume-interrupted.ts";
import { runUntilStable } from "./run-until-stable.ts";
import { type RunBatch, withoutTenants } from "./split-run.ts";

interface BatchEnd {
  readonly isConverged: boolean;
  /** False when an engine was killed: nothing may be run on the stack before it is mended. */
  readonly isComplete: boolean;
}

/** Runs the engine for a batch of what is due, and records what came of it. */
export async function runBatch(
  shard: string,
  given: RunBatch,
  lease: ShardLease,
  parts: ReconcileParts,
  signal: AbortSignal,
): Promise<BatchEnd> {
  const { config, log, now } = parts;
  const startedAt = now();
  const interrupted =
    given.interrupted.length > 0
      ? await withEngine(lease, () => resumeInterrupted(shard, given.interrupted, parts, signal))
      : { runs: [], failures: new Map<Tenant, readonly string[]>() };
  const waiting = new Set([...interrupted.failures.keys()].map(({ id }) => id));
  const batch = withoutTenants(given, waiting);
  if (!batch.isCheckpointed) {
    await noteBeginning(batch, lease, parts);
  }
  const built = shardProgram(batch.declarations, config);
  // Tenants that all cannot be declared are no reason to start the engine.
  const isNeeded = batch.pending.length > 0 && interrupted.runs.every(({ isComplete }) => isComplete);
  const { runs } = isNeeded
    ? await withEngine(lease, async () => ({ runs: await runUntilStable(shard, built, batch, parts, signal) }))
    : { runs: [] };
  const outcomes = new Map(runOutcomes(batch, built.results, runs, config.terms));
  for (const [tenant, failures] of interrupted.failures) {
    outcomes.set(tenant, failedOutcome(tenant, failures));
  }
  const all = [...interrupted.runs, ...runs];
  for (const [tenant, failure] of await releaseAfterRun(outcomes, batch.declarations, parts)) {
    outcomes.set(tenant, failedOutcome(tenant, [failure]));
  }
  for (const [tenant, failure] of await deleteUnneeded(outcomes, batch.declarations, parts)) {
    outcomes.set(tenant, failedOutcome(tenant, [failure]));
  }
  const { pending, declarations } = given;
  const about = { pending, declarations, unsettled: waiting, outcomes, results: built.results };
  await recordRun({ shard, startedAt, runs: all, ...about }, lease, parts);
  const isConverged = [...outcomes.values()].every((outcome) => outcome.isConverged);
  const changes = all.map((run) => run.changes);
  log.info({ shard, pending: given.pending.length, changes, isConverged }, "a shard was reconciled");
  return { isConverged, isComplete: all.every(({ isComplete }) => isComplete) };
}

/** From here on the vendors may have what no state knows, until the run has come to its end. */
async function noteBeginning(batch: RunBatch, lease: ShardLease, { db, revision }: ReconcileParts): Promise<void> {
  await inLedgerTransaction(db, async (transaction) => {
    await lease.assertHeld(transaction);
    await recordPendingCreates(transaction, batch.declarations, revision.number);
  });
}

/** Lets the lease know of the engine, so that whoever takes it over from a dead worker knows what to expect. */
async function withEngine<Result extends { readonly runs: readonly StackRun[] }>(
  lease: ShardLease,
  work: () => Promise<Result>,
): Promise<Result> {
  await lease.markRunning(true);
  const result = await work();
  if (result.runs.every(({ isComplete }) => isComplete)) {
    await lease.markRunning(false);
  }
  return result;
}
