import type { Transaction } from "kysely";
import type { Tables } from "../db/tables.ts";
import { type AuditRecord, emptyHead, seal } from "./audit-chain.ts";
import { assertStorable } from "./unstorable-text.ts";
import { writeOutcome } from "./write-outcome.ts";

/** Appends an audit entry for an action that changes no tenant. `transaction` comes from inLedgerTransaction. */
export async function appendAudit(transaction: Transaction<Tables>, record: AuditRecord): Promise<void> {
  assertStorable([record.actor, record.action, record.detail]);
  const last = await transaction
    .selectFrom("audit")
    .select(["seq", "hash"])
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
  const entry = seal(record, last ?? emptyHead);
  await writeOutcome(transaction, { tenants: [], claims: [], entries: [entry] });
}
