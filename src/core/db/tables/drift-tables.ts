import type { Generated, JSONColumnType } from "kysely";
import type { DriftReport, Finding } from "../../model/drift-report.ts";

/** One drift scan of the whole fleet. It has no end while it runs, or if its worker died. */
export interface DriftScanTable {
  id: Generated<number>;
  worker: string;
  startedAt: Date;
  endedAt: Date | null;
  result: DriftReport["result"] | null;
  summary: JSONColumnType<DriftReport["summary"]> | null;
  errors: JSONColumnType<DriftReport["errors"]> | null;
  /** Who requested it; null for a scheduled scan. */
  requestedBy: string | null;
}

/** A drift scan or a remediation of one tenant that an operator requested from the workers. */
export interface DriftTaskTable {
  id: Generated<number>;
  kind: "scan" | "remediate";
  /** The finding to remediate, and its tenant. Null for a scan. */
  fingerprint: string | null;
  tenantId: string | null;
  requestedBy: string;
  requestedAt: Date;
  /** The worker that claimed the task, and the end of its claim; null before the first claim. */
  worker: string | null;
  startedAt: Date | null;
  heldUntil: Date | null;
  endedAt: Date | null;
  /** left: it was remediated and still drifts. */
  outcome: "done" | "remediated" | "left" | "failed" | null;
  reason: string | null;
}

/** A finding of the fleet's drift scans, from the first scan that saw it until one that no longer does. */
export interface DriftFindingTable {
  fingerprint: string;
  kind: Finding["kind"];
  severity: Finding["severity"];
  stack: string | null;
  finding: JSONColumnType<Finding>;
  firstSeenAt: Date;
  lastSeenAt: Date;
  /** Null while the finding is open. */
  closedAt: Date | null;
  /** Whether the last notice about it reported it as open. */
  isNotifiedOpen: boolean;
}
