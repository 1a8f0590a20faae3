import type { Kysely } from "kysely";
import type { Logger } from "pino";
import type { Tables } from "../../../core/db/tables.ts";
import { settleWrites } from "../../../core/ledger/ledger-transaction.ts";
import type { Tenant } from "../../../core/ledger/tenant.ts";
import type { Configuration } from "../declaration/config-revision.ts";
import type { ReconcilerConfig } from "../declaration/declare-tenant.ts";
import type { StackRunner } from "../engine/stack-runner.ts";
import { beginUses } from "../license-uses/begin-uses.ts";
import { readLastCounters } from "../license-uses/read-last-counters.ts";
import type { WantedUse } from "../license-uses/release-leftovers.ts";
import { type RemoveOtherUser, retireSpellings } from "../login-spellings/retire-spellings.ts";
import { decideRun, type RunDecision } from "../shard/decide-run.ts";
import { loadShard } from "../shard/load-shard.ts";
import { type MoveParts, settleMoves } from "../shard/move-tenants.ts";
import { recoverShard } from "../shard/recover-shard.ts";
import { acquireLease, type ShardLease } from "../shard/shard-lease.ts";
import type { LeftObject } from "../shared-objects/hand-over.ts";
import { loadEarlierRuns } from "./load-earlier-runs.ts";
import { runSlice } from "./run-batch.ts";
import { sliceRun } from "./split-run.ts";

export interface ReconcileParts extends Pick<MoveParts, "queue" | "shards"> {
  readonly db: Kysely<Tables>;
  readonly config: ReconcilerConfig;
  readonly configuration: Configuration;
  readonly runner: StackRunner;
  readonly log: Logger;
  /** Names this worker to people. */
  readonly worker: string;
  /** Learns the owners' addresses of add-ons that came without, and records them as desired state. */
  learnOwners(tenants: readonly Tenant[]): Promise<void>;
  /** Records how much the counters of these tenants' licenses have grown. */
  recordCounters(tenantIds: readonly string[]): Promise<void>;
  /** Releases what users use beside what they are to use, by login as foldLogin writes it. */
  releaseLeftovers(wanted: ReadonlyMap<string, WantedUse | undefined>): Promise<void>;
  readonly removeOtherUser: RemoveOtherUser;
  /** Deletes an object at its vendor; one that is gone already is no error. */
  removeObject(object: LeftObject): Promise<void>;
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
  parts: ReconcileParts,
  cured: ReadonlySet<string> | undefined,
): Promise<RunDecision> {
  const { db, config, learnOwners, now } = parts;
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
  await readLastCounters(decision, parts);
  const run = await beginUses(decision, lease, parts);
  await retireSpellings(run.declarations, parts);
  const slices = sliceRun(run, await loadEarlierRuns(parts.db, run.pending));
  const until = AbortSignal.any([signal, lease.signal]);
  let outcome: ShardOutcome = "converged";
  for (const slice of slices) {
    const { isConverged, isComplete } = await runSlice(shard, slice, lease, parts, until);
    if (!isConverged) outcome = "failed";
    // The next sweep finds the rest.
    if (!isComplete) break;
  }
  return outcome;
}
