import type { Kysely } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import { hashSecret, isSecretOf, parseToken } from "./token-format.ts";

/** The operator who called with a token. */
export interface Operator {
  readonly tokenId: string;
  readonly name: string;
  readonly scope: "read" | "write";
  readonly lastUsedAt: Date | null;
}

/** Compared with where no token has the id, so that both take the same time. */
const nobodysHash = hashSecret("");

/** The operator whose token this is; undefined when there is none, or it is expired or revoked. */
export async function findOperator(db: Kysely<Tables>, token: string, now: Date): Promise<Operator | undefined> {
  const parts = parseToken(token);
  if (parts === undefined) {
    return undefined;
  }
  const row = await db
    .selectFrom("operatorTokens")
    .selectAll()
    .where("id", "=", parts.id)
    // Compared by the database, which knows its own times: no way of reading them can make an ended token valid.
    .where("revokedAt", "is", null)
    .where((where) => where.or([where("expiresAt", "is", null), where("expiresAt", ">", now)]))
    .executeTakeFirst();
  if (!isSecretOf(parts.secret, row?.hash ?? nobodysHash) || row === undefined) {
    return undefined;
  }
  return { tokenId: row.id, name: row.name, scope: row.scope, lastUsedAt: row.lastUsedAt };
}
