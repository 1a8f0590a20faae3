import type { Kysely, Selectable } from "kysely";
import type { DriftFindingTable } from "../../../core/db/tables/drift-tables.ts";
import type { Tables } from "../../../core/db/tables.ts";
import { HttpError } from "../../kernel/problem.ts";

export type KnownFinding = Selectable<DriftFindingTable>;

/** The finding of the fingerprint, open or over; a problem 404 when there is none. */
export async function getFinding(db: Kysely<Tables>, fingerprint: string): Promise<KnownFinding> {
  const found = await db
    .selectFrom("driftFindings")
    .selectAll()
    .where("fingerprint", "=", fingerprint)
    .executeTakeFirst();
  if (found === undefined) {
    throw new HttpError(404, { detail: "There is no such finding, or it is kept no longer." });
  }
  return found;
}

/** The same of one that is open; a problem 409 when it is over. */
export async function getOpenFinding(db: Kysely<Tables>, fingerprint: string): Promise<KnownFinding> {
  const found = await getFinding(db, fingerprint);
  if (found.closedAt !== null) {
    throw new HttpError(409, { detail: "The finding is over: there is nothing to be done." });
  }
  return found;
}
