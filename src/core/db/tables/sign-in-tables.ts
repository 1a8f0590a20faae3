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

/** A browser session of an operator who signed in to the console with a token. */
export interface OperatorSessionTable {
  hash: string;
  /** Public name of the session; not a credential. */
  id: Generated<string>;
  tokenId: string;
  /** The browser's User-Agent. */
  agent: string | null;
  createdAt: Date;
  expiresAt: Date;
  /** Last action of the operator, to the minute. Automatic refreshes of pages do not count. */
  lastSeenAt: Date;
  /** Message for the next page, about the last action. */
  flash: JSONColumnType<Flash> | null;
}

/** A browser session of a marketplace's user who signed in by SSO. */
export interface SessionTable {
  hash: string;
  tenantId: string;
  userId: string | null;
  email: string | null;
  createdAt: Date;
  expiresAt: Date;
}

/** An SSO form that was accepted. It is not accepted a second time. */
export interface SsoFormTable {
  digest: string;
  expiresAt: Date;
}
