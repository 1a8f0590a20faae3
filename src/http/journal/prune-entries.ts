import { type Kysely, sql } from "kysely";
import type { Tables } from "../../core/db/tables.ts";

export interface Retention {
  /** Days that an entry is kept. */
  readonly days: number;
  /** Entries that are kept of the marketplaces' requests. */
  readonly requestsMax: number;
  /** Entries that are kept of strangers' requests. */
  readonly strangersMax: number;
}

/** Removes old entries. Strangers' requests are counted apart, so that a scan of the port evicts no marketplace's request. */
export async function pruneEntries(db: Kysely<Tables>, retention: Retention, now: Date): Promise<void> {
  const { days, requestsMax, strangersMax } = retention;
  const oldest = new Date(now.getTime() - days * 86_400_000);
  await db.deleteFrom("requests").where("at", "<", oldest).execute();
  for (const [isKnown, entriesMax] of [
    [true, requestsMax],
    [false, strangersMax],
  ] as const) {
    const ofKind = sql<boolean>`(marketplace is not null) = ${isKnown}`;
    const firstTooMany = db
      .selectFrom("requests")
      .select(["at", "id"])
      .where(ofKind)
      .orderBy("at", "desc")
      .orderBy("id", "desc")
      .offset(entriesMax)
      .limit(1);
    await db.deleteFrom("requests").where(ofKind).where(sql<boolean>`(at, id) <= (${firstTooMany})`).execute();
  }
}
