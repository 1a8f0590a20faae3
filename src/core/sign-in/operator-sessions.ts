import { hash, randomBytes } from "node:crypto";
import { type Kysely, type Selectable, sql } from "kysely";
import { z } from "zod";
import type { OperatorSessionTable, OperatorTokenTable } from "../db/tables/sign-in-tables.ts";
import type { Tables } from "../db/tables.ts";
import { appendAudit } from "../ledger/audit-log.ts";
import { inLedgerTransaction } from "../ledger/ledger-transaction.ts";
import type { Flash } from "../model/flash.ts";
import type { Operator } from "./operator-tokens.ts";

/** A session ends after `lifetimeMs`, or earlier after `idleMsMax` without use. */
const lifetimeMs = 12 * 60 * 60_000;
const idleMsMax = 60 * 60_000;
/** The precision of `lastSeenAt`, which saves writes. */
const precisionMs = 60_000;
const keyBytes = 32;
const agentLengthMax = 300;

/** A session as shown in the list of sessions. */
export type SessionFacts = Pick<
  Selectable<OperatorSessionTable>,
  "id" | "agent" | "createdAt" | "expiresAt" | "lastSeenAt"
> &
  Pick<OperatorTokenTable, "name" | "scope">;

export interface OperatorSession {
  readonly id: string;
  readonly operator: Operator;
  readonly flash: Flash | undefined;
}

/** Opens a session for the owner of a token and returns its key. Only the key's hash is stored. */
export async function openOperatorSession(
  db: Kysely<Tables>,
  { tokenId, name }: Pick<Operator, "tokenId" | "name">,
  { agent, now }: { readonly agent: string | undefined; readonly now: Date },
): Promise<{ readonly key: string; readonly expiresAt: Date }> {
  const key = randomBytes(keyBytes).toString("base64url");
  const expiresAt = new Date(now.getTime() + lifetimeMs);
  await inLedgerTransaction(db, async (transaction) => {
    await transaction.deleteFrom("operatorSessions").where("expiresAt", "<", now).execute();
    const { id } = await transaction
      .insertInto("operatorSessions")
      .values({
        hash: hash("sha256", key),
        tokenId,
        agent: agent?.slice(0, agentLengthMax) ?? null,
        createdAt: now,
        expiresAt,
        lastSeenAt: now,
        flash: null,
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    const actor = `operator:${name}`;
    await appendAudit(transaction, { at: now, actor, action: "session.open", tenantId: null, detail: { id } });
  });
  return { key, expiresAt };
}

/**
 * The session with this key; undefined if it expired, was idle for too long, or its token is revoked or
 * expired.
 */
export async function findOperatorSession(
  db: Kysely<Tables>,
  key: string,
  { now, isUserAction }: { readonly now: Date; readonly isUserAction: boolean },
): Promise<OperatorSession | undefined> {
  const row = await openSessions(db, now)
    .select(["operatorSessions.id", "tokenId", "name", "scope", "lastUsedAt", "lastSeenAt", "flash"])
    .where("operatorSessions.hash", "=", hash("sha256", key))
    .executeTakeFirst();
  if (row === undefined) {
    return undefined;
  }
  const { id, tokenId, name, scope, lastUsedAt, lastSeenAt, flash } = row;
  const hasUpdate = isUserAction && (flash !== null || now.getTime() - lastSeenAt.getTime() >= precisionMs);
  if (hasUpdate) {
    await db.updateTable("operatorSessions").set({ lastSeenAt: now, flash: null }).where("id", "=", id).execute();
  }
  return { id, operator: { tokenId, name, scope, lastUsedAt }, flash: isUserAction ? (flash ?? undefined) : undefined };
}

/** Stores an action's result, which the session's next page shows. */
export async function leaveFlash(db: Kysely<Tables>, id: string, flash: Flash): Promise<void> {
  await db
    .updateTable("operatorSessions")
    .set({ flash: JSON.stringify(flash) })
    .where("id", "=", id)
    .execute();
}

/**
 * Ends a session; false if it does not exist. `by` names the operator who ends another operator's session.
 */
export async function endOperatorSession(
  db: Kysely<Tables>,
  id: string,
  by?: { readonly actor: string; readonly now: Date },
): Promise<boolean> {
  if (!z.uuid().safeParse(id).success) {
    return false;
  }
  if (by === undefined) {
    const { numDeletedRows } = await db.deleteFrom("operatorSessions").where("id", "=", id).executeTakeFirst();
    return numDeletedRows > 0n;
  }
  return inLedgerTransaction(db, async (transaction) => {
    const ended = await transaction
      .deleteFrom("operatorSessions")
      .where("operatorSessions.id", "=", id)
      .returning("tokenId")
      .executeTakeFirst();
    if (ended === undefined) {
      return false;
    }
    const detail = { id, tokenId: ended.tokenId };
    await appendAudit(transaction, { at: by.now, actor: by.actor, action: "session.end", tenantId: null, detail });
    return true;
  });
}

/** All open sessions, most recently used first. */
export function listOperatorSessions(db: Kysely<Tables>, now: Date): Promise<SessionFacts[]> {
  return openSessions(db, now)
    .select(["operatorSessions.id", "agent", "operatorSessions.createdAt", "operatorSessions.expiresAt", "lastSeenAt"])
    .select(["name", "scope"])
    .orderBy("lastSeenAt", "desc")
    .orderBy("operatorSessions.id")
    .execute();
}

function openSessions(db: Kysely<Tables>, now: Date) {
  return db
    .selectFrom("operatorSessions")
    .innerJoin("operatorTokens", "operatorTokens.id", "operatorSessions.tokenId")
    .where("operatorSessions.expiresAt", ">", now)
    .where("lastSeenAt", ">", new Date(now.getTime() - idleMsMax))
    .where("revokedAt", "is", null)
    .where(sql<boolean>`(operator_tokens.expires_at is null or operator_tokens.expires_at > ${now})`);
}
