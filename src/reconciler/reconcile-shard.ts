import type { Kysely } from "kysely";
import type { Logger } from "pino";
import type { ControlPlaneConfig } from "../config/control-plane-config.ts";
import type { Tables } from "../db/tables.ts";
import { settleWrites } from "../ledger/ledger-transaction.ts";
import type { Tenant } from "../ledger/tenant.ts";
import { decideRun, type RunDecision } from "./decide-run.ts";
import { failuresByTenant } from "./failures-by-tenant.ts";
import { hinder, judgeTenant, type TenantJudgement } from "./judge-tenant.ts";
import { loadShard } from "./load-shard.ts";
import { type MoveParts, settleMoves } from "./move-tenants.ts";
import { recordRun } from "./record-run.ts";
import { acquireLease, type ShardLease } from "./shard-lease.ts";
import { type ShardProgram, shardProgram } from "./shard-program.ts";
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

/** Brings a shard's tenants to what is wanted: once, for whatever is wanted when it begins. */
export async function reconcileShard(shard: string, parts: ReconcileParts, signal: AbortSignal): Promise<ShardOutcome> {
  const { db, config, worker } = parts;
  const leasing = { db, holder: worker, leaseMs: config.reconciler.leaseSeconds * 1_000 };
  const lease = await acquireLease(shard, leasing);
  if (!lease) return "held-elsewhere";
  try {
    const { tenantsMax } = config.reconciler;
    if (!(await settleMoves(shard, lease, { ...parts, ...leasing, tenantsMax }))) return "held-elsewhere";
    const decision = await decide(shard, parts);
    return decision.kind === "idle" ? "idle" : await carryOut(shard, decision, lease, parts, signal);
  } finally {
    await lease.release();
  }
}

async function decide(shard: string, { db, config, learnOwners, now }: ReconcileParts): Promise<RunDecision> {
  // A change that is being committed may have found this very job waiting, and so made none of its own.
  await settleWrites(db);
  const first = decideRun(await loadShard(db, shard), config, now());
  if (first.kind === "idle") return first;
  const ownerless = first.hindered.flatMap(({ tenant, hindrance }) =>
    hindrance.reason === "OwnerUnknown" ? [tenant] : [],
  );
  if (ownerless.length === 0) return first;
  await learnOwners(ownerless);
  return decideRun(await loadShard(db, shard), config, now());
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
  const { run, rested } = await runUntilSettled(shard, built, decision, lease, parts, signal);
  const judgements = judge(decision, built, run);
  const isConverged = [...judgements.values()].every((judgement) => judgement.isConverged);
  await recordRun({ shard, startedAt, run, judgements, results: built.results }, lease, parts);
  log.info(
    { shard, pending: decision.pending.length, rested: rested.length, changes: run?.changes, isConverged },
    "a shard was reconciled",
  );
  return isConverged ? "converged" : "failed";
}

/**
 * Runs the engine, and once more without the tenants that failed when there were some: while anything fails, the engine
 * takes nothing down, and a tenant that leaves is not to wait for another one's trouble.
 */
async function runUntilSettled(
  shard: string,
  { program }: ShardProgram,
  { rested, pending, declarations }: Run,
  lease: ShardLease,
  { runner }: ReconcileParts,
  signal: AbortSignal,
): Promise<{ run: StackRun | undefined; rested: readonly string[] }> {
  // Tenants that all cannot be declared are no reason to start the engine.
  if (pending.length === 0) return { run: undefined, rested };
  await lease.noteRunning(true);
  const ended = AbortSignal.any([signal, lease.signal]);
  const options = { signal: ended, unlocks: lease.isTakenOver };
  const first = await runner.up(shard, program, { ...options, rested });
  const failed = [...failuresByTenant(first).keys()];
  const leaving = pending.some(({ id, state }) => state === "removed" && !failed.includes(id));
  const isAnotherWorthwhile = failed.length > 0 && leaving && declarations.length > 0;
  const second = isAnotherWorthwhile
    ? await runner.up(shard, program, { ...options, rested: [...rested, ...failed] })
    : undefined;
  await lease.noteRunning(false);
  return { run: second ? merge(first, second) : first, rested };
}

/** Both runs as one: what the first one complained of is not better because the second one left it out. */
function merge(first: StackRun, second: StackRun): StackRun {
  return {
    isSuccess: false,
    changes: second.changes,
    failures: [...first.failures, ...second.failures],
    durationMs: first.durationMs + second.durationMs,
  };
}

function judge({ pending, hindered }: Run, { results }: ShardProgram, run: StackRun | undefined) {
  const failures = run ? failuresByTenant(run) : new Map<string, readonly string[]>();
  const judgements = new Map<Tenant, TenantJudgement>();
  for (const tenant of pending) {
    const own = failures.get(tenant.id) ?? [];
    judgements.set(tenant, judgeTenant(tenant, results.get(tenant.id), own, isWhole(run, failures)));
  }
  for (const { tenant, hindrance } of hindered) judgements.set(tenant, hinder(hindrance));
  return judgements;
}

/** A run whose every failure is some tenant's own has done the others' work. */
function isWhole(run: StackRun | undefined, failures: ReadonlyMap<string, readonly string[]>): boolean {
  return (
    run !== undefined && (run.isSuccess || (failures.size > 0 && run.failures.every(({ urn }) => urn !== undefined)))
  );
}
