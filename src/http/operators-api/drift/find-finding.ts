import type { Kysely } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import { findFinding, type KnownFinding } from "../../../fleet/drift/scheduled/drift-findings.ts";
import { HttpError } from "../../kernel/problem.ts";

/** The finding with this fingerprint, open or closed. Throws a 404 if there is none. */
export async function getFinding(db: Kysely<Tables>, fingerprint: string): Promise<KnownFinding> {
  const found = await findFinding(db, fingerprint);
  if (found === undefined) {
    throw new HttpError(404, { detail: "This finding does not exist, or its retention period has ended." });
  }
  return found;
}

/** The open finding with this fingerprint. Throws a 409 if it is closed. */
export async function getOpenFinding(db: Kysely<Tables>, fingerprint: string): Promise<KnownFinding> {
  const found = await getFinding(db, fingerprint);
  if (found.closedAt !== null) {
    throw new HttpError(409, { detail: "This finding is closed. No action is needed." });
  }
  return found;
}
