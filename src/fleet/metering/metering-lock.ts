import { type Kysely, sql, type Transaction } from "kysely";
import type { Tables } from "../../core/db/tables.ts";

/** "mete" in ASCII: the class of advisory locks for writing a tenant's usage. */
const lockClass = 0x6d_65_74_65;

/**
 * Runs `work` as the only writer of a tenant's usage, so that no usage is added while a period is being
 * closed.
 */
export function inMeteringTransaction<Result>(
  db: Kysely<Tables>,
  tenantId: string,
  work: (transaction: Transaction<Tables>) => Promise<Result>,
): Promise<Result> {
  return db.transaction().execute(async (transaction) => {
    await lockMetering(transaction, tenantId);
    return work(transaction);
  });
}

/** Locks the name until this transaction ends; waits for other transactions that hold it. */
export async function lockMetering(transaction: Transaction<Tables>, name: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(${lockClass}, hashtext(${name}))`.execute(transaction);
}
