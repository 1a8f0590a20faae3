import type { Kysely } from "kysely";
import type { Logger } from "pino";
import type { ControlPlaneConfig } from "../config/control-plane-config.ts";
import type { Tables } from "../db/tables.ts";
import { settleWrites } from "../ledger/ledger-transaction.ts";
import type { Tenant } from "../ledger/tenant.ts";
import { decideRun, type RunDecision } from "./decide-run.ts";
import { judgeRuns } from "./judge-runs.ts";
import { loadShard } from "./load-shard.ts";
import { type MoveParts, settleMoves } from "./move-tenants.ts";
import { recordRun } from "./record-run.ts";
import { recoverShard } from "./recover-shard.ts";
import { runRounds } from "./run-rounds.ts";
import { acquireLease, type ShardLease } from "./shard-lease.ts";
import { shardProgram } from "./shard-program.ts";
import type { StackRun, StackRunner } from "./stack-runner.ts";

export interface ReconcileParts extends Pick<MoveParts, "queue" | "shards"> {
  readonly db: Kysely<Tables>;
  readonly config: ControlPlaneConfig;
  readonly runner: StackRunner;
  readonly log: Logger;
  /** Names this worker to people. */
  readonly worker: string;
  /** Learns the owners' addresses of add-ons that came without, and records them as desired state. */
  learnOwners(tenants: readonly Tenant[]): Promise<void>;
  now(): Date;
  random(): number;
}

/** What was done for a shard: nothing, since another worker has it or nothing has changed, or a run. */
export type ShardOutcome = "held-elsewhere" | "idle" | "converged" | "failed";

type Run = Extract<RunDecision, { kind: "run" }>;

/**
 * Brings a shard's tenants to what is wanted: once, for whatever is wanted when it begins. With `cured`, these tenants alone,
 * whatever has been changed of theirs at the vendors.
 */
export async function reconcileShard(
  shard: string,
  parts: ReconcileParts,
  signal: AbortSignal,
  cured?: ReadonlySet<string>,
): Promise<ShardOutcome> {
  const { db, config, runner, log, worker } = parts;
  const leasing = { db, holder: worker, leaseMs: config.reconciler.leaseSeconds * 1_000 };
  const lease = await acquireLease(shard, leasing);
  if (!lease) return "held-elsewhere";
  try {
    const { tenantsMax } = config.reconciler;
    if (await recoverShard(shard, lease, runner))
      log.warn({ shard }, "a shard was taken over from a run that did not end");
    if (!(await settleMoves(shard, lease, { ...parts, ...leasing, tenantsMax }))) return "held-elsewhere";
    const decision = await decide(shard, parts, cured);
    return decision.kind === "idle" ? "idle" : await carryOut(shard, decision, lease, parts, signal);
  } finally {
    await lease.release();
  }
}

async function decide(
  shard: string,
  { db, config, learnOwners, now }: ReconcileParts,
  cured: ReadonlySet<string> | undefined,
): Promise<RunDecision> {
  // A change that is being committed may have found this very job waiting, and so made none of its own.
  await settleWrites(db);
  const first = decideRun(await loadShard(db, shard), config, now(), cured);
  if (first.kind === "idle") return first;
  const ownerless = first.hindered.flatMap(({ tenant, hindrance }) =>
    hindrance.reason === "OwnerUnknown" ? [tenant] : [],
  );
  if (ownerless.length === 0) return first;
  await learnOwners(ownerless);
  return decideRun(await loadShard(db, shard), config, now(), cured);
}

async function carryOut(
  shard: string,
  decision: Run,
  lease: ShardLease,
  parts: ReconcileParts,
  signal: AbortSignal,
): Promise<ShardOutcome> {
  const { config, log, now } = parts;
  const startedAt = now();
  const built = shardProgram(decision.declarations, config);
  // Tenants that all cannot be declared are no reason to start the engine.
  const runs =
    decision.pending.length > 0
      ? await withEngine(lease, () => runRounds(shard, built, decision, parts, AbortSignal.any([signal, lease.signal])))
      : [];
  const judgements = judgeRuns(decision, built.results, runs);
  const isConverged = [...judgements.values()].every((judgement) => judgement.isConverged);
  await recordRun({ shard, startedAt, runs, judgements, results: built.results }, lease, parts);
  const changes = runs.map((run) => run.changes);
  log.info({ shard, pending: decision.pending.length, changes, isConverged }, "a shard was reconciled");
  return isConverged ? "converged" : "failed";
}

/** Lets the lease know of the engine, so that whoever takes it over from a dead worker knows what to expect. */
async function withEngine(lease: ShardLease, work: () => Promise<readonly StackRun[]>): Promise<readonly StackRun[]> {
  await lease.noteRunning(true);
  const runs = await work();
  if (runs.every(({ isComplete }) => isComplete)) await lease.noteRunning(false);
  return runs;
}
