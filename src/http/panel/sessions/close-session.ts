import type { Kysely } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import { hashOf } from "./open-session.ts";

/** From now on the key opens nothing. */
export async function closeSession(db: Kysely<Tables>, key: string): Promise<void> {
  await db.deleteFrom("sessions").where("hash", "=", hashOf(key)).execute();
}
