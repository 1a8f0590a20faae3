import type { Kysely, Selectable } from "kysely";
import type { AuditTable } from "../../../core/db/tables/log-tables.ts";
import type { Tables } from "../../../core/db/tables.ts";

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
