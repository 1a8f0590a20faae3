import { hash, randomBytes } from "node:crypto";
import type { Kysely } from "kysely";
import type { SessionTable } from "../db/tables/sign-in-tables.ts";
import type { Tables } from "../db/tables.ts";
import { findTenant } from "../ledger/tenants.ts";
import type { Tenant } from "../model/tenant.ts";

const lifetimeMs = 8 * 60 * 60_000;
const keyBytes = 32;

/** The user of one add-on. The email address is only displayed; it does not identify the user. */
export type NewSession = Pick<SessionTable, "tenantId" | "userId" | "email">;

/** Opens a session and returns its key. Only the key's hash is stored. */
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

export interface Session {
  /** The tenant may have been suspended or removed since. */
  readonly tenant: Tenant;
  /** The user's id at the marketplace; null if the marketplace did not prove one. */
  readonly userId: string | null;
  readonly email: string | null;
}

/** The session with this key; undefined if it has expired. */
export async function findSession(db: Kysely<Tables>, key: string, now: Date): Promise<Session | undefined> {
  const session = await db
    .selectFrom("sessions")
    .select(["tenantId", "userId", "email"])
    .where("hash", "=", hashOf(key))
    .where("expiresAt", ">", now)
    .executeTakeFirst();
  if (session === undefined) {
    return undefined;
  }
  const tenant = await findTenant(db, { id: session.tenantId });
  return tenant && { tenant, userId: session.userId, email: session.email };
}

/** Ends the session, so that its key is no longer valid. */
export async function closeSession(db: Kysely<Tables>, key: string): Promise<void> {
  await db.deleteFrom("sessions").where("hash", "=", hashOf(key)).execute();
}

function hashOf(key: string): string {
  return hash("sha256", key);
}
