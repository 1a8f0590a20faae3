import type { JSONColumnType } from "kysely";

/** One entry of the append-only log. `hash` covers the entry and the hash of the previous one. */
export interface AuditTable {
  seq: number;
  at: Date;
  actor: string;
  action: string;
  tenantId: string | null;
  detail: JSONColumnType<Record<string, unknown>>;
  previousHash: string;
  hash: string;
}

/** A marketplace's request as received, without secrets. */
export interface RequestTable {
  id: string;
  at: Date;
  marketplace: string | null;
  method: string;
  path: string;
  /** The route that answered; null if no route matched. */
  route: string | null;
  tenantId: string | null;
  headers: JSONColumnType<Record<string, string>>;
  body: string | null;
  status: number;
  answer: string | null;
  durationMs: number;
  replayOf: string | null;
}
