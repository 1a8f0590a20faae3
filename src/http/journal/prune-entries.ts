import { type Kysely, sql } from "kysely";
import type { Tables } from "../../core/db/tables.ts";

export interface Retention {
  /** For how many days an entry is kept. */
  readonly days: number;
  /** How many entries of marketplaces' requests are kept. */
  readonly requestsMax: number;
  /** How many entries of strangers' requests are kept. */
  readonly strangersMax: number;
}

/**
 * Deletes old entries. Strangers' requests have a separate limit, so that a port scan cannot displace a
 * marketplace's requests.
 */
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
