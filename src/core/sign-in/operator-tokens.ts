import type { Kysely, Selectable, Transaction } from "kysely";
import type { OperatorTokenTable } from "../db/tables/sign-in-tables.ts";
import type { Tables } from "../db/tables.ts";
import { appendAudit } from "../ledger/audit-log.ts";
import { inLedgerTransaction } from "../ledger/ledger-transaction.ts";
import { hashSecret, isSecretOf, newToken, parseToken } from "./token-format.ts";

/** A token as it is shown, without the secret. */
export type TokenFacts = Omit<Selectable<OperatorTokenTable>, "hash">;

interface TokenWork {
  readonly db: Kysely<Tables>;
  readonly name: string;
  /** The actor for the audit log. */
  readonly actor: string;
  readonly now: Date;
}

type Scope = TokenFacts["scope"];

/**
 * Creates a token and returns it, which happens only once. Names are unique, because a name stands for one
 * operator.
 */
export async function createToken(work: TokenWork, scope: Scope, lifetimeMs: number | undefined): Promise<string> {
  return inLedgerTransaction(work.db, async (transaction) => {
    const valid = await listValid(transaction, work);
    if (valid.length > 0) {
      throw new Error(`a token named ${work.name} already exists: rotate or revoke it`);
    }
    return insertToken(transaction, work, { action: "token.create", scope, lifetimeMs });
  });
}

/**
 * Replaces the current token by a new one with the same scope and lifetime. The old one stays valid for
 * `overlapMs`.
 */
export async function rotateToken(work: TokenWork, overlapMs: number): Promise<string> {
  const { name, now } = work;
  return inLedgerTransaction(work.db, async (transaction) => {
    const [newest] = await listValid(transaction, work);
    if (newest === undefined) {
      throw new Error(`there is no valid token named ${name}: create one`);
    }
    const end = new Date(now.getTime() + overlapMs);
    await transaction
      .updateTable("operatorTokens")
      .set({ expiresAt: end })
      .where("name", "=", name)
      .where("revokedAt", "is", null)
      .where((where) => where.or([where("expiresAt", "is", null), where("expiresAt", ">", end)]))
      .execute();
    const { scope, createdAt, expiresAt } = newest;
    const lifetimeMs = expiresAt ? expiresAt.getTime() - createdAt.getTime() : undefined;
    return insertToken(transaction, work, { action: "token.rotate", scope, lifetimeMs });
  });
}

/** Revokes every valid token of the name at once, and returns how many there were. */
export async function revokeTokens(work: TokenWork): Promise<number> {
  const { name, actor, now } = work;
  return inLedgerTransaction(work.db, async (transaction) => {
    const ids = (await listValid(transaction, work)).map(({ id }) => id);
    if (ids.length === 0) {
      return 0;
    }
    await transaction.updateTable("operatorTokens").set({ revokedAt: now }).where("id", "in", ids).execute();
    await appendAudit(transaction, { at: now, actor, action: "token.revoke", tenantId: null, detail: { name, ids } });
    return ids.length;
  });
}

/** All tokens ever created, newest first. */
export async function listTokens(db: Kysely<Tables>): Promise<TokenFacts[]> {
  return db.selectFrom("operatorTokens").select(shown).orderBy("createdAt", "desc").orderBy("id").execute();
}

/** The operator whose token was sent. */
export interface Operator {
  readonly tokenId: string;
  readonly name: string;
  readonly scope: "read" | "write";
  readonly lastUsedAt: Date | null;
}

/** Compared if no token has the id, so that both cases take the same time. */
const nobodysHash = hashSecret("");

/** The operator with this token; undefined if the token is unknown, expired or revoked. */
export async function findOperator(db: Kysely<Tables>, token: string, now: Date): Promise<Operator | undefined> {
  const parts = parseToken(token);
  if (parts === undefined) {
    return undefined;
  }
  const row = await db
    .selectFrom("operatorTokens")
    .selectAll()
    .where("id", "=", parts.id)
    // The database compares its own timestamps, so no difference in parsing can make an expired token valid.
    .where("revokedAt", "is", null)
    .where((where) => where.or([where("expiresAt", "is", null), where("expiresAt", ">", now)]))
    .executeTakeFirst();
  if (!isSecretOf(parts.secret, row?.hash ?? nobodysHash) || row === undefined) {
    return undefined;
  }
  return { tokenId: row.id, name: row.name, scope: row.scope, lastUsedAt: row.lastUsedAt };
}

/** Records when a token was last used. */
export async function recordTokenUse(db: Kysely<Tables>, tokenId: string, at: Date): Promise<void> {
  await db.updateTable("operatorTokens").set({ lastUsedAt: at }).where("id", "=", tokenId).execute();
}

const shown = ["id", "name", "scope", "createdAt", "expiresAt", "revokedAt", "lastUsedAt"] as const;

async function insertToken(
  transaction: Transaction<Tables>,
  { name, actor, now }: TokenWork,
  { action, scope, lifetimeMs }: { action: string; scope: Scope; lifetimeMs: number | undefined },
): Promise<string> {
  const { id, secret, token } = newToken();
  const expiresAt = lifetimeMs === undefined ? null : new Date(now.getTime() + lifetimeMs);
  const row = { id, name, hash: hashSecret(secret), scope, createdAt: now, expiresAt };
  await transaction.insertInto("operatorTokens").values(row).execute();
  const detail = { id, name, scope, expiresAt: expiresAt?.toISOString() ?? null };
  await appendAudit(transaction, { at: now, actor, action, tenantId: null, detail });
  return token;
}

function listValid(transaction: Transaction<Tables>, { name, now }: TokenWork): Promise<TokenFacts[]> {
  return transaction
    .selectFrom("operatorTokens")
    .select(shown)
    .where("name", "=", name)
    .where("revokedAt", "is", null)
    .where((where) => where.or([where("expiresAt", "is", null), where("expiresAt", ">", now)]))
    .orderBy("createdAt", "desc")
    .execute();
}
