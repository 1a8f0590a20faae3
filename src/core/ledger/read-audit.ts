import type { Kysely } from "kysely";
import type { Tables } from "../db/tables.ts";
import type { AuditEntry } from "./audit-chain.ts";

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
