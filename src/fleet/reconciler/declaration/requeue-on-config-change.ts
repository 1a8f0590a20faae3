import { type Kysely, sql, type Transaction } from "kysely";
import { tenantColumns } from "../../../core/db/tables/tenant-tables.ts";
import type { Tables } from "../../../core/db/tables.ts";
import { inLedgerTransaction } from "../../../core/ledger/ledger-transaction.ts";
import { writeProgress } from "../../../core/ledger/record-observations.ts";
import { setCondition } from "../../../core/ledger/set-condition.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import type { ReconcileQueue } from "../../../core/queue/reconcile-queue.ts";
import type { ConfigRevision } from "./config-revision.ts";
import { saveDeclarations } from "./declaration-store.ts";

interface RequeueParts {
  readonly db: Kysely<Tables>;
  readonly queue: Pick<ReconcileQueue, "enqueue">;
  readonly revision: ConfigRevision;
  now(): Date;
}

/** Tenants checked in one transaction, which blocks other changes. */
const batchSize = 500;

/**
 * Requeues the tenants whose declaration differs under the new configuration; returns how many. Call it
 * repeatedly: while a worker with the older configuration runs, it may revert a tenant to that configuration.
 */
export async function requeueOnConfigChange(parts: RequeueParts): Promise<number> {
  let dueCount = 0;
  // Usually nothing has changed; check without taking the ledger lock.
  if (!(await hasOlder(parts))) {
    return dueCount;
  }
  for (;;) {
    const { checked, due } = await inLedgerTransaction(parts.db, (transaction) => requeueBatch(transaction, parts));
    dueCount += due;
    if (checked < batchSize) {
      return dueCount;
    }
  }
}

async function hasOlder({ db, revision: { number } }: RequeueParts): Promise<boolean> {
  const older = await db
    .selectFrom("declarations")
    .select("tenantId")
    .where("configuration", "<", number)
    .limit(1)
    .executeTakeFirst();
  return older !== undefined;
}

async function requeueBatch(transaction: Transaction<Tables>, { queue, revision, now }: RequeueParts) {
  const { number, digestOf } = revision;
  const rows = await transaction
    .selectFrom("declarations")
    .innerJoin("tenants", "tenants.id", "declarations.tenantId")
    .select(tenantColumns)
    .select("declarations.digest as digestBefore")
    .where("configuration", "<", number)
    .orderBy("configuration")
    .limit(batchSize)
    .execute();
  const checked = rows.map(({ digestBefore, ...tenant }) => ({ tenant, digestBefore, digest: digestOf(tenant) }));
  // A tenant from before digests were stored counts as unchanged.
  const due = checked.flatMap(({ tenant, digestBefore, digest }) =>
    digestBefore === null || digestBefore === digest ? [] : [tenant],
  );
  await saveDeclarations(
    transaction,
    checked.map(({ tenant, digest }) => ({ tenantId: tenant.id, digest, configuration: number, isInState: false })),
  );
  if (due.length > 0) {
    const progress = due.map((tenant) => markDue(tenant, now()));
    await writeProgress(transaction, progress);
    const ids = sql<string>`any(${due.map(({ id }) => id)}::text[])`;
    // A failure under the older configuration may not recur, so drop its retry delay.
    await transaction.deleteFrom("attempts").where("tenantId", "=", ids).execute();
    await queue.enqueue([...new Set(due.map(({ shard }) => shard))], transaction);
  }
  return { checked: checked.length, due: due.length };
}

function markDue(tenant: Tenant, now: Date): Tenant {
  const observedGeneration = Math.min(tenant.observedGeneration, tenant.generation - 1);
  const report = {
    type: "Ready",
    status: "false",
    reason: "Reconciling",
    message: "The configuration changed. The tenant is being reconciled.",
    observedGeneration: tenant.generation,
  } as const;
  return { ...tenant, observedGeneration, conditions: setCondition(tenant.conditions, report, now) };
}
