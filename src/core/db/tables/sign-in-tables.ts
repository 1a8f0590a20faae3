import type { Generated, JSONColumnType } from "kysely";
import type { Flash } from "../../model/flash.ts";
import type { Defaulted } from "./defaulted.ts";

export interface OperatorTokenTable {
  id: string;
  name: string;
  hash: string;
  scope: "read" | "write";
  createdAt: Defaulted<Date>;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
}

/** A browser session of an operator, who signed in to the console with a token. */
export interface OperatorSessionTable {
  hash: string;
  /** Names it to people; opens nothing. */
  id: Generated<string>;
  tokenId: string;
  /** The browser, as it calls itself. */
  agent: string | null;
  createdAt: Date;
  expiresAt: Date;
  /** When it was last used by hand, to the minute; what a page asks for by itself does not count. */
  lastSeenAt: Date;
  /** What the next page is to say of the action before. */
  flash: JSONColumnType<Flash> | null;
}

/** A browser session of a marketplace's user, who came by SSO. */
export interface SessionTable {
  hash: string;
  tenantId: string;
  userId: string | null;
  email: string | null;
  createdAt: Date;
  expiresAt: Date;
}

/** An SSO form that was taken; it is not taken again. */
export interface SsoFormTable {
  digest: string;
  expiresAt: Date;
}
