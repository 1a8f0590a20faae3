/** One thing that a provider has to do, and why. */
export interface Check<Market> {
  /** Stays the same from release to release, for --only and --skip. */
  readonly id: string;
  /** What is so when the check passes. */
  readonly guarantee: string;
  /** The vendor's sentence, or the known trouble, that it rests on. */
  readonly standsFor: string;
  /** Where that is written. */
  readonly source: string;
  /** What a miss is: "must" fails, "should" warns. */
  readonly severity: "must" | "should";
  /** Ends with a remark for the report or without one; throws CheckMissedError or CheckSkippedError. */
  run(market: Market): Promise<string | undefined>;
}

/** The provider does something else than it should; the message says what. */
export class CheckMissedError extends Error {}

/** Nothing can be said; the message says why. */
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
