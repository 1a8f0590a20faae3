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
  /** False if an engine was killed: the stack must be recovered before the next run. */
  readonly isComplete: boolean;
}

/** Runs the engine for one batch of due tenants and records the outcome. */
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
  // Do not start the engine when every tenant of the batch is blocked.
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
  log.info({ shard, pending: given.pending.length, changes, isConverged }, "shard reconciled");
  return { isConverged, isComplete: all.every(({ isComplete }) => isComplete) };
}

/** Until this run finishes, vendors may hold objects that the Pulumi state does not record. */
async function noteBeginning(batch: RunBatch, lease: ShardLease, { db, revision }: ReconcileParts): Promise<void> {
  await inLedgerTransaction(db, async (transaction) => {
    await lease.assertHeld(transaction);
    await recordPendingCreates(transaction, batch.declarations, revision.number);
  });
}

/** Marks the lease while the engine runs, so that the next holder knows when it must recover the stack. */
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
