import { hash } from "node:crypto";
import { canonicalJson } from "./canonical-json.ts";

/** What an entry of the audit log says, before it is sealed. */
export interface AuditRecord {
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly tenantId: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** An entry of the audit log. `hash` covers everything else of it, and so by `previousHash` all entries before. */
export interface AuditEntry extends AuditRecord {
  /** Counts from 1, without gaps. */
  readonly seq: number;
  readonly previousHash: string;
  readonly hash: string;
}

/** The end of a chain, which the next entry is tied to. */
export type AuditHead = Pick<AuditEntry, "seq" | "hash">;

/** What the first entry is tied to. */
export const emptyHead: AuditHead = { seq: 0, hash: "0".repeat(64) };

/** Ties a record to the end of the chain. */
export function seal(record: AuditRecord, head: AuditHead): AuditEntry {
  const unsealed = { ...record, seq: head.seq + 1, previousHash: head.hash };
  return { ...unsealed, hash: hashOf(unsealed) };
}

export type AuditVerdict =
  | { readonly isIntact: true; readonly head: AuditHead }
  /** `seq` is the first entry that is not what was once written, or is missing. */
  | { readonly isIntact: false; readonly seq: number; readonly what: string };

/**
 * Follows the chain from its beginning. Entries cut off at its end, or a chain that was made anew as a whole, show only
 * beside `noted`, the hash of a head that was noted down before: it must still be the hash of some entry.
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
        what: "no entry has the hash that was noted down: entries at the end were removed, or all were written anew",
      };
}

function faultOf(entry: AuditEntry, head: AuditHead): string | undefined {
  if (entry.seq !== head.seq + 1) {
    return `it is missing: entry ${entry.seq} comes after entry ${head.seq}`;
  }
  if (entry.previousHash !== head.hash) {
    return "it is not tied to the entry before it";
  }
  return entry.hash === hashOf(entry) ? undefined : "its content is not what its hash was made of";
}

function hashOf({ seq, at, actor, action, tenantId, detail, previousHash }: Omit<AuditEntry, "hash">): string {
  return hash("sha256", canonicalJson({ seq, at, actor, action, tenantId, detail, previousHash }), "hex");
}
