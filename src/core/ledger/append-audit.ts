import type { Transaction } from "kysely";
import type { Tables } from "../db/tables.ts";
import { type AuditRecord, emptyHead, seal } from "./audit-chain.ts";
import { assertStorable } from "./unstorable-text.ts";
import { writeOutcome } from "./write-outcome.ts";

/** Adds an entry to the audit log for something that changes no tenant; `transaction` is one of inLedgerTransaction. */
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
