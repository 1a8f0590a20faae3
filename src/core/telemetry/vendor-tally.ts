import { latencyClass, noDurations } from "./latency.ts";

/** A finished call, with or without an answer. */
export interface VendorCall {
  readonly vendor: string;
  /** Status of the answer; undefined without an answer. */
  readonly status: number | undefined;
  readonly durationMs: number;
  /** How long the vendor asks callers to pause. */
  readonly holdMs: number | undefined;
}

/** A failed attempt of a call. */
export interface VendorFailure {
  readonly vendor: string;
  /** Without secrets. */
  readonly message: string;
  readonly isRetried: boolean;
  /** False for an answer that is not a failure, such as a missing object. */
  readonly isFault: boolean;
}

/** The calls to one vendor in one minute. */
export interface CallCounts {
  readonly vendor: string;
  readonly minute: Date;
  calls: number;
  failed: number;
  rateLimited: number;
  retried: number;
  totalMs: number;
  readonly durations: number[];
}

/** What is known about a vendor, apart from its calls. */
export interface VendorState {
  readonly vendor: string;
  heldUntil: Date | null;
  lastError: string | null;
  lastErrorAt: Date | null;
}

const minuteMs = 60_000;
const tooMany = 429;

/** Counts a process's calls to the vendors per minute, until the counts are taken. */
export class VendorTally {
  readonly #now: () => Date;
  #counts = new Map<string, CallCounts>();
  readonly #states = new Map<string, VendorState>();

  constructor(now: () => Date) {
    this.#now = now;
  }

  noteCall({ vendor, status, durationMs, holdMs }: VendorCall): void {
    const counts = this.#countsOf(vendor);
    counts.calls += 1;
    counts.totalMs += durationMs;
    const index = latencyClass(durationMs);
    counts.durations[index] = (counts.durations[index] ?? 0) + 1;
    if (status === tooMany) {
      counts.rateLimited += 1;
    }
    const state = this.#stateOf(vendor);
    if (holdMs !== undefined && holdMs > 0) {
      state.heldUntil = new Date(this.#now().getTime() + holdMs);
    }
  }

  noteFailure({ vendor, message, isRetried, isFault }: VendorFailure): void {
    const counts = this.#countsOf(vendor);
    if (isRetried) {
      counts.retried += 1;
    }
    if (!isFault) {
      return;
    }
    counts.failed += 1;
    Object.assign(this.#stateOf(vendor), { lastError: message, lastErrorAt: this.#now() });
  }

  /** The counts since they were last taken, and what is known about each vendor. */
  take(): { readonly counts: readonly CallCounts[]; readonly states: readonly VendorState[] } {
    const counts = [...this.#counts.values()];
    this.#counts = new Map();
    return { counts, states: [...this.#states.values()] };
  }

  #countsOf(vendor: string): CallCounts {
    const minute = new Date(Math.floor(this.#now().getTime() / minuteMs) * minuteMs);
    const key = `${vendor} ${minute.getTime()}`;
    const known = this.#counts.get(key);
    if (known !== undefined) {
      return known;
    }
    const counts = { vendor, minute, calls: 0, failed: 0, rateLimited: 0, retried: 0, totalMs: 0 };
    const fresh = { ...counts, durations: noDurations() };
    this.#counts.set(key, fresh);
    return fresh;
  }

  #stateOf(vendor: string): VendorState {
    const known = this.#states.get(vendor);
    if (known !== undefined) {
      return known;
    }
    const fresh: VendorState = { vendor, heldUntil: null, lastError: null, lastErrorAt: null };
    this.#states.set(vendor, fresh);
    return fresh;
  }
}
