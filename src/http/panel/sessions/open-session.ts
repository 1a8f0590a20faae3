import { hash, randomBytes } from "node:crypto";
import type { Kysely } from "kysely";
import type { SessionTable } from "../../../core/db/tables/sign-in-tables.ts";
import type { Tables } from "../../../core/db/tables.ts";

const lifetimeMs = 8 * 60 * 60_000;
const keyBytes = 32;

/** Whom a session is for: a user of one add-on. The email is shown, nobody is known by it. */
export type NewSession = Pick<SessionTable, "tenantId" | "userId" | "email">;

/** Opens a session; the key is all that opens it again, and only its hash is kept. */
export async function openSession(
  db: Kysely<Tables>,
  session: NewSession,
  now: Date,
): Promise<{ readonly key: string; readonly expiresAt: Date }> {
  await db.deleteFrom("sessions").where("expiresAt", "<", now).execute();
  const key = randomBytes(keyBytes).toString("base64url");
  const expiresAt = new Date(now.getTime() + lifetimeMs);
  await db
    .insertInto("sessions")
    .values({ ...session, hash: hashOf(key), createdAt: now, expiresAt })
    .execute();
  return { key, expiresAt };
}

export function hashOf(key: string): string {
  return hash("sha256", key);
}
