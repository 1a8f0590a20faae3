/** Calls of one process to one vendor within one minute. */
export interface VendorCallsTable {
  vendor: string;
  process: string;
  minute: Date;
  calls: number;
  failed: number;
  /** Rejected by the vendor's rate limit. */
  rateLimited: number;
  /** Retries after a failure. */
  retried: number;
  totalMs: number;
  /** Number of calls by duration; see src/core/telemetry/latency.ts. */
  durations: number[];
}

/** A process's knowledge of a vendor, apart from its calls. */
export interface VendorStateTable {
  vendor: string;
  process: string;
  seenAt: Date;
  /** End of the pause that the vendor requested. */
  heldUntil: Date | null;
  lastError: string | null;
  lastErrorAt: Date | null;
  /** The vendor's documented rate limit for all processes; null if it documents none. */
  budgetCalls: number | null;
  budgetMs: number | null;
}
