import type { Kysely, Selectable, Transaction } from "kysely";
import type { AuditTable } from "../db/tables/log-tables.ts";
import type { Tables } from "../db/tables.ts";
import { type AuditEntry, type AuditRecord, emptyHead, seal } from "./audit-chain.ts";
import { assertStorable } from "./unstorable-text.ts";
import { writeOutcome } from "./write-outcome.ts";

/**
 * Appends an audit entry for an action that changes no tenant. `transaction` comes from inLedgerTransaction.
 */
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

const pageSize = 1_000;

/** Reads the audit log from its first entry, page by page. */
export async function* readAudit(db: Kysely<Tables>): AsyncGenerator<AuditEntry> {
  let after = 0;
  for (;;) {
    const page = await db
      .selectFrom("audit")
      .selectAll()
      .where("seq", ">", after)
      .orderBy("seq")
      .limit(pageSize)
      .execute();
    yield* page;
    const last = page.at(-1);
    if (last === undefined) {
      return;
    }
    after = last.seq;
  }
}

interface AuditQuery {
  readonly tenant?: string | undefined;
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  /** Only entries before the one with this number. */
  readonly before?: number | undefined;
  readonly limit: number;
}

interface AuditPage {
  readonly entries: readonly Selectable<AuditTable>[];
  /** `before` of the next page; undefined on the last one. */
  readonly next: number | undefined;
}

/** A page of the audit log, newest entry first. */
export async function listAudit(db: Kysely<Tables>, query: AuditQuery): Promise<AuditPage> {
  const { tenant, actor, action, since, until, before, limit } = query;
  const rows = await db
    .selectFrom("audit")
    .selectAll()
    .where((where) =>
      where.and([
        ...(tenant === undefined ? [] : [where("tenantId", "=", tenant)]),
        ...(actor === undefined ? [] : [where("actor", "=", actor)]),
        ...(action === undefined ? [] : [where("action", "=", action)]),
        ...(since === undefined ? [] : [where("at", ">=", since)]),
        ...(until === undefined ? [] : [where("at", "<", until)]),
        ...(before === undefined ? [] : [where("seq", "<", before)]),
      ]),
    )
    .orderBy("seq", "desc")
    .limit(limit + 1)
    .execute();
  const entries = rows.slice(0, limit);
  return { entries, next: rows.length > limit ? entries.at(-1)?.seq : undefined };
}
