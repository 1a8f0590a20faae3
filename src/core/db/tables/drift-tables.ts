import type { Generated, JSONColumnType } from "kysely";
import type { DriftReport, Finding } from "../../model/drift-report.ts";

/** One search for drift over the whole fleet; without an end as long as it runs, or when it died. */
export interface DriftRunTable {
  id: Generated<number>;
  worker: string;
  startedAt: Date;
  endedAt: Date | null;
  result: DriftReport["result"] | null;
  summary: JSONColumnType<DriftReport["summary"]> | null;
  errors: JSONColumnType<DriftReport["errors"]> | null;
  /** Who asked for it; null of one that was due. */
  askedBy: string | null;
}

/** What an operator has asked the workers to do about drift: a search at once, or the cure of a tenant. */
export interface DriftTaskTable {
  id: Generated<number>;
  kind: "search" | "cure";
  /** The finding that is to be cured, and the tenant that it is of. */
  fingerprint: string | null;
  tenantId: string | null;
  askedBy: string;
  askedAt: Date;
  /** Who works on it, and until when it is theirs; null until one has taken it up. */
  worker: string | null;
  startedAt: Date | null;
  heldUntil: Date | null;
  endedAt: Date | null;
  /** left: it was to be cured, and is found still. */
  outcome: "done" | "cured" | "left" | "failed" | null;
  reason: string | null;
}

/** A finding of the scheduled search, from when it was seen first until it is over. */
export interface DriftFindingTable {
  fingerprint: string;
  kind: Finding["kind"];
  severity: Finding["severity"];
  stack: string | null;
  finding: JSONColumnType<Finding>;
  firstSeenAt: Date;
  lastSeenAt: Date;
  /** Null as long as it is found. */
  closedAt: Date | null;
  /** Whether those who are notified know it as open. */
  isToldOpen: boolean;
}
