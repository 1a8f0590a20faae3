import type { Kysely, Transaction } from "kysely";
import type { Tables } from "../../core/db/tables.ts";
import { appendAudit } from "../../core/ledger/audit-log.ts";
import { inLedgerTransaction } from "../../core/ledger/ledger-transaction.ts";
import type { Visit } from "./visit.ts";

/** Records an action of a customer that does not change the desired state, such as viewing a key. */
export async function noteAudit(db: Kysely<Tables>, visit: Visit, action: string): Promise<void> {
  await inLedgerTransaction(db, (transaction) => appendNote(transaction, visit, action));
}

/** Like `noteAudit`, inside a transaction of inLedgerTransaction. */
export function appendNote(
  transaction: Transaction<Tables>,
  { actor, tenant, now }: Visit,
  action: string,
  detail: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  return appendAudit(transaction, { at: now, actor, action, tenantId: tenant.id, detail });
}
