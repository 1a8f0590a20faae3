/** A requirement for a provider, with its reason. */
export interface Check<Market> {
  /** Stable across releases, for --only and --skip. */
  readonly id: string;
  /** The guarantee that holds if the check passes. */
  readonly guarantee: string;
  /** The reason: a sentence of the marketplace's page, or a known problem. */
  readonly standsFor: string;
  /** The source of the reason. */
  readonly source: string;
  /** How a missed check counts: "must" as a failure, "should" as a warning. */
  readonly severity: "must" | "should";
  /** Returns an optional remark for the report. Throws CheckMissedError or CheckSkippedError. */
  run(market: Market): Promise<string | undefined>;
}

/** The provider does not meet the requirement; the message says how. */
export class CheckMissedError extends Error {}

/** The check could not be performed; the message says why. */
export class CheckSkippedError extends Error {}

export function miss(reason: string): never {
  throw new CheckMissedError(reason);
}

export function skip(reason: string): never {
  throw new CheckSkippedError(reason);
}

export function expectThat(condition: boolean, reason: string): asserts condition {
  if (!condition) {
    miss(reason);
  }
}
