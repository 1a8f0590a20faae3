import type { Kysely } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import { findTenant } from "../../../core/ledger/find-tenant.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import { hashOf } from "./open-session.ts";

export interface Session {
  /** It may be suspended or removed by now. */
  readonly tenant: Tenant;
  /** The marketplace's id of the user; null where it proved none. */
  readonly userId: string | null;
  readonly email: string | null;
}

/** The session that the key opens, as long as it has not expired. */
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
