import { type Kysely, sql, type Transaction } from "kysely";
import type { Tables } from "../db/tables.ts";
import { unawaited } from "../db/unawaited-statements.ts";

/** "ledger" in ASCII: the advisory lock of whoever writes tenants, claims or the audit log. */
const lock = 0x6c_65_64_67_65_72;

/** After this long on one statement, or between two, the server ends the transaction of a writer that hangs. */
const statementTimeoutMs = 5_000;

// A plan that is kept must rest neither on how small the tables were when it was made nor on the values of that moment.
const beginWriting = sql`${unawaited}
  set local statement_timeout = ${sql.lit(statementTimeoutMs)};
  set local idle_in_transaction_session_timeout = ${sql.lit(statementTimeoutMs)};
  set local plan_cache_mode = force_generic_plan;
  set local enable_seqscan = off;
  set local jit = off;
  select pg_advisory_xact_lock(${sql.lit(lock)})`;

/**
 * Runs `work` as the only writer of tenants, claims and audit log over all processes. So nothing that it has read is changed
 * by others before it commits.
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

/** Waits until every change that is being committed at the moment is visible, or has failed. */
export async function settleWrites(db: Kysely<Tables>): Promise<void> {
  await db
    .transaction()
    .execute((transaction) => sql`select pg_advisory_xact_lock_shared(${sql.lit(lock)})`.execute(transaction));
}
