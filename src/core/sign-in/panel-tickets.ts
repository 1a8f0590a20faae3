import { createHmac, randomBytes } from "node:crypto";
import type { Kysely } from "kysely";
import type { Tables } from "../db/tables.ts";
import type { NewSession } from "./panel-sessions.ts";

/** Long enough to read a page and press its button. */
const lifetimeMs = 2 * 60_000;
const ticketBytes = 32;

/**
 * Issues a ticket that opens one session, for a person who has just signed in where the browser may store no
 * cookies. It is a row of the sessions under a different digest, so a ticket in a cookie is not valid as a
 * session key.
 */
export async function issueTicket(db: Kysely<Tables>, session: NewSession, now: Date): Promise<string> {
  const ticket = randomBytes(ticketBytes).toString("base64url");
  const { tenantId, userId, email } = session;
  const expiresAt = new Date(now.getTime() + lifetimeMs);
  await db
    .insertInto("sessions")
    .values({ tenantId, userId, email, hash: digestOf(ticket), createdAt: now, expiresAt })
    .execute();
  return ticket;
}

/** Uses up a ticket of the tenant; undefined if it is unknown, used or expired. */
export function takeTicket(
  db: Kysely<Tables>,
  { tenantId = "", ticket }: { readonly tenantId: string | undefined; readonly ticket: string },
  now: Date,
): Promise<NewSession | undefined> {
  return db
    .deleteFrom("sessions")
    .where("hash", "=", digestOf(ticket))
    .where("tenantId", "=", tenantId)
    .where("expiresAt", ">", now)
    .returning(["tenantId", "userId", "email"])
    .executeTakeFirst();
}

function digestOf(ticket: string): string {
  return createHmac("sha256", "ticket").update(ticket).digest("hex");
}
