import { type Kysely, sql, type Transaction } from "kysely";
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

/** Tenants that are looked at while nobody else may change any. */
const batchSize = 500;

/**
 * Makes those tenants due whose declaration an older configuration made, and this one makes otherwise; yields how many they
 * are. Nothing is read of the others than that they have been looked at. To be repeated: as long as a worker with the older
 * configuration runs, it may bring a tenant back to that.
 */
export async function requeueOnConfigChange(parts: RequeueParts): Promise<number> {
  let dueCount = 0;
  // As a rule there is nothing to do, and nobody is to wait for that.
  if (!(await hasOlder(parts))) {
    return dueCount;
  }
  for (;;) {
    const { looked, due } = await inLedgerTransaction(parts.db, (transaction) => followSome(transaction, parts));
    dueCount += due;
    if (looked < batchSize) {
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

async function followSome(transaction: Transaction<Tables>, { queue, revision, now }: RequeueParts) {
  const { number, digestOf } = revision;
  const rows = await transaction
    .selectFrom("declarations")
    .innerJoin("tenants", "tenants.id", "declarations.tenantId")
    .selectAll("tenants")
    .select("declarations.digest as digestBefore")
    .where("configuration", "<", number)
    .orderBy("configuration")
    .limit(batchSize)
    .execute();
  const looked = rows.map(({ digestBefore, ...tenant }) => ({ tenant, digestBefore, digest: digestOf(tenant) }));
  // What was declared before digests were kept is taken for what is declared now.
  const due = looked.flatMap(({ tenant, digestBefore, digest }) =>
    digestBefore === null || digestBefore === digest ? [] : [tenant],
  );
  await saveDeclarations(
    transaction,
    looked.map(({ tenant, digest }) => ({ tenantId: tenant.id, digest, configuration: number, isInState: false })),
  );
  if (due.length > 0) {
    const progress = due.map((tenant) => toDue(tenant, now()));
    await writeProgress(transaction, progress);
    const ids = sql<string>`any(${due.map(({ id }) => id)}::text[])`;
    // What failed under the older configuration may not fail under this one.
    await transaction.deleteFrom("attempts").where("tenantId", "=", ids).execute();
    await queue.enqueue([...new Set(due.map(({ shard }) => shard))], transaction);
  }
  return { looked: looked.length, due: due.length };
}

function toDue(tenant: Tenant, now: Date): Tenant {
  const observedGeneration = Math.min(tenant.observedGeneration, tenant.generation - 1);
  const report = {
    type: "Ready",
    status: "false",
    reason: "Reconciling",
    message: "The configuration has changed; the vendors are being brought to it.",
    observedGeneration: tenant.generation,
  } as const;
  return { ...tenant, observedGeneration, conditions: setCondition(tenant.conditions, report, now) };
}
