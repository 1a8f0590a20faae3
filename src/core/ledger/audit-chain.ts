import { hash } from "node:crypto";
import { canonicalJson } from "./canonical-json.ts";

/** The content of an audit entry before it is sealed. */
export interface AuditRecord {
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly tenantId: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** An audit entry. `hash` covers the rest of the entry, and through `previousHash` all earlier entries. */
export interface AuditEntry extends AuditRecord {
  /** Starts at 1, without gaps. */
  readonly seq: number;
  readonly previousHash: string;
  readonly hash: string;
}

/** The end of a chain. The next entry refers to it. */
export type AuditHead = Pick<AuditEntry, "seq" | "hash">;

/** The head of an empty chain, which the first entry refers to. */
export const emptyHead: AuditHead = { seq: 0, hash: "0".repeat(64) };

/** Links a record to the end of the chain. */
export function seal(record: AuditRecord, head: AuditHead): AuditEntry {
  const unsealed = { ...record, seq: head.seq + 1, previousHash: head.hash };
  return { ...unsealed, hash: hashOf(unsealed) };
}

export type AuditVerdict =
  | { readonly isIntact: true; readonly head: AuditHead }
  /** `seq` is the first entry that was changed or is missing. */
  | { readonly isIntact: false; readonly seq: number; readonly what: string };

/**
 * Verifies the chain from its start. Entries removed at the end, or a rewritten chain, are detected only with
 * `noted`, the hash of an earlier head: an entry with this hash must still exist.
 */
export async function verifyChain(
  entries: AsyncIterable<AuditEntry> | Iterable<AuditEntry>,
  noted?: string,
): Promise<AuditVerdict> {
  let head = emptyHead;
  let isNotedSeen = noted === undefined || noted === emptyHead.hash;
  for await (const entry of entries) {
    const what = faultOf(entry, head);
    if (what !== undefined) {
      return { isIntact: false, seq: head.seq + 1, what };
    }
    head = { seq: entry.seq, hash: entry.hash };
    isNotedSeen ||= entry.hash === noted;
  }
  return isNotedSeen
    ? { isIntact: true, head }
    : {
        isIntact: false,
        seq: head.seq + 1,
        what: "no entry has the given hash: entries at the end were removed, or the whole log was rewritten",
      };
}

function faultOf(entry: AuditEntry, head: AuditHead): string | undefined {
  if (entry.seq !== head.seq + 1) {
    return `it is missing: entry ${entry.seq} follows entry ${head.seq}`;
  }
  if (entry.previousHash !== head.hash) {
    return "it does not refer to the entry before it";
  }
  return entry.hash === hashOf(entry) ? undefined : "its content does not match its hash";
}

function hashOf({ seq, at, actor, action, tenantId, detail, previousHash }: Omit<AuditEntry, "hash">): string {
  return hash("sha256", canonicalJson({ seq, at, actor, action, tenantId, detail, previousHash }), "hex");
}
