import { type Kysely, sql, type Transaction } from "kysely";
import type { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";
import { secretsOf } from "../../../core/config/secrets-of.ts";
import type { Tables } from "../../../core/db/tables.ts";
import { recordObservations } from "../../../core/ledger/record-observations.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import { createRedactor } from "../../../core/redaction/redactor.ts";
import { findGone } from "../../hostnames/find-gone.ts";
import { refreshHostnamesConditions } from "../../hostnames/refresh-conditions.ts";
import type { TenantOutcome } from "../conditions/tenant-outcome.ts";
import { saveRun } from "../declaration/declaration-store.ts";
import type { TenantResult } from "../declaration/shard-program.ts";
import type { StackRun } from "../engine/stack-runner.ts";
import { endUses } from "../license-uses/end-uses.ts";
import type { ShardLease } from "../shard/shard-lease.ts";
import { writeAttempts } from "./attempts.ts";
import type { ReconcileParts } from "./reconcile-parts.ts";
import { toRunDetails } from "./run-details.ts";
import { writeLicenses } from "./tenant-outputs.ts";

/** How many runs of each shard the history keeps. */
const runsKept = 500;

interface FinishedRun {
  readonly shard: string;
  readonly startedAt: Date;
  /** The engine runs; empty if every tenant was blocked. */
  readonly runs: readonly StackRun[];
  readonly pending: readonly Tenant[];
  /** Declarations of the pending tenants that are not removed. */
  readonly declarations: readonly TenantDeclaration[];
  /** Tenants that may still have objects that the state does not record. */
  readonly unsettled: ReadonlySet<string>;
  readonly outcomes: ReadonlyMap<Tenant, TenantOutcome>;
  readonly results: ReadonlyMap<string, TenantResult>;
}

/**
 * Writes the outcome of a run in one transaction. Throws LeaseLostError if another worker holds the shard.
 */
export async function recordRun(finished: FinishedRun, lease: ShardLease, parts: ReconcileParts): Promise<void> {
  const { db, now } = parts;
  const { outcomes, results } = finished;
  const gone = await findGone(outcomes, db);
  const observations = [...outcomes].map(([{ id, generation }, { conditions, isConverged, hostnameFailures }]) => ({
    tenantId: id,
    generation,
    isConverged,
    conditions,
    hostnames: [
      ...(results.get(id)?.hostnames.values() ?? []),
      ...gone.filter(({ hostname }) => hostnameFailures.has(hostname)),
    ],
    hostnameFailures,
  }));
  const ids = observations.map(({ tenantId }) => tenantId);
  await recordObservations(db, observations, now(), {
    before: async (transaction) => {
      await lease.assertHeld(transaction);
      await writeAttempts(transaction, finished, parts);
      await saveRun(transaction, finished, parts.revision);
      await writeLicenses(transaction, licenseKeysOf(finished), parts.config.encryptionKey);
      await writeRun(transaction, finished, parts);
    },
    after: async (transaction) => {
      await forgetDeletedHostnames(transaction, finished);
      await refreshHostnamesConditions(transaction, ids, now());
      await endUses(transaction, outcomes, finished.declarations, parts);
    },
  });
}

/** A suspended tenant may have lost its hostnames at Cloudflare but still claims them. */
async function forgetDeletedHostnames(
  transaction: Transaction<Tables>,
  { outcomes, results }: FinishedRun,
): Promise<void> {
  const ids = [...outcomes].flatMap(([{ id, state }, { isConverged }]) =>
    state === "suspended" && isConverged && results.get(id)?.hostnames.size === 0 ? [id] : [],
  );
  if (ids.length === 0) {
    return;
  }
  await sql`
    delete from hostname_status using hostname_claims
    where hostname_claims.hostname = hostname_status.hostname and tenant_id = any(${ids}::text[])`.execute(transaction);
}

function licenseKeysOf({ outcomes, results }: FinishedRun): ReadonlyMap<string, readonly string[]> {
  return new Map(
    [...outcomes.keys()].flatMap(({ id }) => {
      const keys = results.get(id)?.licenseKeys;
      return keys ? [[id, keys]] : [];
    }),
  );
}

async function writeRun(
  transaction: Kysely<Tables>,
  { shard, startedAt, runs, outcomes }: FinishedRun,
  { worker, config }: ReconcileParts,
): Promise<void> {
  if (runs.length === 0) {
    return;
  }
  const isConverged = [...outcomes.values()].every((outcome) => outcome.isConverged);
  const { id: runId } = await transaction
    .insertInto("runs")
    .values({
      shard,
      worker,
      startedAt,
      durationMs: Math.round(runs.reduce((total, { durationMs }) => total + durationMs, 0)),
      outcome: isConverged ? "converged" : "failed",
      tenants: JSON.stringify([...outcomes.keys()].map(({ id }) => id)),
      changes: JSON.stringify(sumOf(runs.map(({ changes }) => changes))),
      failures: JSON.stringify(runs.flatMap(({ failures }) => failures.map(({ message }) => message))),
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  const { steps, omitted, remarks } = toRunDetails(runs, createRedactor(secretsOf(config)).secrets);
  await transaction
    .insertInto("runDetails")
    .values({
      runId,
      steps: JSON.stringify(steps),
      omitted: JSON.stringify(omitted),
      remarks: JSON.stringify(remarks),
    })
    .execute();
  await sql`
    delete from runs where shard = ${shard} and id <= (
      select id from runs where shard = ${shard} order by id desc offset ${runsKept} limit 1)`.execute(transaction);
}

/** Sum of the changes of several rounds. Unchanged resources count once, from the last round. */
function sumOf(rounds: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const [kind, count] of rounds.flatMap((changes) => Object.entries(changes))) {
    sum[kind] = kind === "same" ? count : (sum[kind] ?? 0) + count;
  }
  return sum;
}
