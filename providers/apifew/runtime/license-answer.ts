import type { License, Observation } from "./license-table.ts";

/** What the product may rely on. Times are in milliseconds. */
export interface LicenseAnswer {
  /** Whether to serve: the license is active, or nothing certain is known and the policy is "open". */
  readonly isAllowed: boolean;
  /**
   * active, inactive: what apifew said no longer ago than the age limit. unknown: apifew does not know the key.
   * undecided: nothing was heard of the key within the limit, and the policy decided.
   */
  readonly verdict: "active" | "inactive" | "unknown" | "undecided";
  /** Whether apifew knew the key when it was last heard of. */
  readonly isKnown: boolean;
  /** Whether the license was active when it was last heard of, and has not ended since. */
  readonly isActive: boolean;
  /** apifew's word, such as "subscribed". */
  readonly status: string | undefined;
  /** When the license ends, in ISO 8601; undefined if it has no end or the end is unknown. */
  readonly endsAt: string | undefined;
  /** How old the answer is at most; undefined when there is none. */
  readonly ageMs: number | undefined;
  /** stale: older than two refreshes take. expired: older than the age limit, or nothing was ever heard. */
  readonly freshness: "fresh" | "stale" | "expired";
  readonly source: "list" | "lookup" | "none";
}

/** Says whether licenses are active, from a cache of what apifew said. */
export interface LicenseCheck extends Disposable {
  /** The answer for a license key as it was sent, usually without a call. Does not throw when apifew is down. */
  check(key: string | undefined): Promise<LicenseAnswer>;
  /** Asks for all licenses now; throws when apifew does not answer. */
  refresh(): Promise<void>;
  /** How old the list is, in milliseconds, undefined before the first one, and how long it is. */
  state(): { readonly ageMs: number | undefined; readonly licensesCount: number };
  /** Stops what runs in the background. Checks are answered from what is there then. */
  close(): void;
}

export interface Judgement {
  readonly freshForMs: number;
  readonly ageMsMax: number;
  /** How to treat a key without an answer within the age limit. */
  readonly whenUndecided: "open" | "closed";
}

const nothingHeard = {
  isKnown: false,
  isActive: false,
  status: undefined,
  endsAt: undefined,
  ageMs: undefined,
  freshness: "expired",
  source: "none",
} as const;

/** When an answer is given: a license ends by the clock, and what was heard ages by a time that is never set. */
export interface Moment {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** See elapsedOf. */
  readonly elapsed: number;
}

/** Makes the answer of the latest word on a key. */
export function judge(observation: Observation | undefined, moment: Moment, limits: Judgement): LicenseAnswer {
  const isOpen = limits.whenUndecided === "open";
  if (observation === undefined) {
    return { isAllowed: isOpen, verdict: "undecided", ...nothingHeard };
  }
  const { license, source, observedAt } = observation;
  const endsAt = license && endOf(license);
  const isKnown = license !== undefined;
  const isActive = isKnown && license.isActive && !(endsAt !== undefined && endsAt <= moment.now);
  const ageMs = moment.elapsed - observedAt;
  const freshness = freshnessOf(ageMs, limits);
  const heard = {
    isKnown,
    isActive,
    status: license?.status,
    endsAt: endsAt === undefined ? undefined : new Date(endsAt).toISOString(),
    ageMs,
    freshness,
    source,
  };
  if (freshness === "expired") {
    // "open" is for customers who may be in order; one whose license had ended is none of them.
    return { isAllowed: isOpen && (isActive || !isKnown), verdict: "undecided", ...heard };
  }
  return { isAllowed: isActive, verdict: isActive ? "active" : isKnown ? "inactive" : "unknown", ...heard };
}

/** The answer for a text that cannot be a license key. */
export const answerToNoKey: LicenseAnswer = { isAllowed: false, verdict: "unknown", ...nothingHeard };

function freshnessOf(ageMs: number, { freshForMs, ageMsMax }: Judgement): LicenseAnswer["freshness"] {
  if (ageMs > ageMsMax) {
    return "expired";
  }
  return ageMs <= freshForMs ? "fresh" : "stale";
}

const dayMs = 24 * 60 * 60 * 1000;
const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

/**
 * The moment at which a license ends, milliseconds since the epoch. A day without a time counts in full, by UTC, since
 * the page names no zone. What is no date is no end: the license's `active` still says what apifew thinks of it.
 */
function endOf({ endsOn }: License): number | undefined {
  const parsed = Date.parse(endsOn ?? "");
  if (endsOn === undefined || Number.isNaN(parsed)) {
    return undefined;
  }
  return dayPattern.test(endsOn) ? parsed + dayMs : parsed;
}
