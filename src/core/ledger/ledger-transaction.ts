import { type Kysely, sql, type Transaction } from "kysely";
import type { Tables } from "../db/tables.ts";

/** The advisory lock of all writers of tenants, claims and the audit log: "ledger" in ASCII. */
const lock = 0x6c_65_64_67_65_72;

/**
 * Time limit of a statement, and of the pause between two, before the server aborts a hung writer's
 * transaction.
 */
const statementTimeoutMs = 5_000;

const beginWriting = sql`
  set local statement_timeout = ${sql.lit(statementTimeoutMs)};
  set local idle_in_transaction_session_timeout = ${sql.lit(statementTimeoutMs)};
  select pg_advisory_xact_lock(${sql.lit(lock)})`;

/**
 * Runs `work` as the only writer of tenants, claims and audit log across all processes. No other writer can
 * change what it has read before it commits.
 */
export async function inLedgerTransaction<Result>(
  db: Kysely<Tables>,
  work: (transaction: Transaction<Tables>) => Promise<Result>,
): Promise<Result> {
  return db.transaction().execute(async (transaction) => {
    await beginWriting.execute(transaction);
    return work(transaction);
  });
}

/** Waits until every change that is being committed is visible or has failed. */
export async function settleWrites(db: Kysely<Tables>): Promise<void> {
  await db
    .transaction()
    .execute((transaction) => sql`select pg_advisory_xact_lock_shared(${sql.lit(lock)})`.execute(transaction));
}
