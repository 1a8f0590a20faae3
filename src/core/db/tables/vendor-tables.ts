/** Calls of one process to one vendor within one minute. */
export interface VendorCallsTable {
  vendor: string;
  process: string;
  minute: Date;
  calls: number;
  failed: number;
  /** Refused because there were too many. */
  rateLimited: number;
  /** Repeated after a failure. */
  retried: number;
  totalMs: number;
  /** How many calls took how long; see src/core/telemetry/latency.ts. */
  durations: number[];
}

/** What one process knows of a vendor beside its calls. */
export interface VendorStateTable {
  vendor: string;
  process: string;
  seenAt: Date;
  /** Until when the vendor asked for no more calls. */
  heldUntil: Date | null;
  lastError: string | null;
  lastErrorAt: Date | null;
  /** How many calls the vendor takes of all processes in how many milliseconds; null where it documents none. */
  budgetCalls: number | null;
  budgetMs: number | null;
}
