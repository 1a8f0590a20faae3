import type { License, Observation } from "./license-table.ts";

/** The status of a license. Times are in milliseconds. */
export interface LicenseAnswer {
  /** Whether to serve: the license is active, or its status is unknown and the policy is "open". */
  readonly isAllowed: boolean;
  /**
   * active, inactive: apifew's response, within the age limit. unknown: apifew does not know the key.
   * undecided: no response about the key within the limit, so the policy decided.
   */
  readonly verdict: "active" | "inactive" | "unknown" | "undecided";
  /** Whether apifew knew the key in its last response. */
  readonly isKnown: boolean;
  /** Whether the license was active in the last response and has not ended since. */
  readonly isActive: boolean;
  /** apifew's status, such as "subscribed". */
  readonly status: string | undefined;
  /** When the license ends, in ISO 8601; undefined if it has no end or the end is unknown. */
  readonly endsAt: string | undefined;
  /** Maximum age of the answer; undefined if there is none. */
  readonly ageMs: number | undefined;
  /**
   * stale: older than two refresh intervals. expired: older than the age limit, or there was never a
   * response.
   */
  readonly freshness: "fresh" | "stale" | "expired";
  readonly source: "list" | "lookup" | "none";
}

/** Answers whether licenses are active, from a cache of apifew's responses. */
export interface LicenseCheck extends Disposable {
  /** Checks a license key as received, usually without a call. Does not throw if apifew is unavailable. */
  check(key: string | undefined): Promise<LicenseAnswer>;
  /** Fetches all licenses now. Throws if apifew does not respond. */
  refresh(): Promise<void>;
  /** Age of the list in milliseconds, undefined before the first one, and its length. */
  state(): { readonly ageMs: number | undefined; readonly licensesCount: number };
  /** Stops background work. Later checks use the cached data. */
  close(): void;
}

export interface AnswerLimits {
  readonly freshForMs: number;
  readonly ageMsMax: number;
  /** How to treat a key without an answer within the age limit. */
  readonly whenUndecided: "open" | "closed";
}

const noObservation = {
  isKnown: false,
  isActive: false,
  status: undefined,
  endsAt: undefined,
  ageMs: undefined,
  freshness: "expired",
  source: "none",
} as const;

/**
 * The time of an answer. Licenses end by the clock; the age of a response is measured by a monotonic time.
 */
export interface Moment {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** See elapsedOf. */
  readonly elapsed: number;
}

/** Converts the latest observation of a key to an answer. */
export function toAnswer(observation: Observation | undefined, moment: Moment, limits: AnswerLimits): LicenseAnswer {
  const isOpen = limits.whenUndecided === "open";
  if (observation === undefined) {
    return { isAllowed: isOpen, verdict: "undecided", ...noObservation };
  }
  const { license, source, observedAt } = observation;
  const endsAt = license && endOf(license);
  const isKnown = license !== undefined;
  const isActive = isKnown && license.isActive && !(endsAt !== undefined && endsAt <= moment.now);
  const ageMs = moment.elapsed - observedAt;
  const freshness = freshnessOf(ageMs, limits);
  const observed = {
    isKnown,
    isActive,
    status: license?.status,
    endsAt: endsAt === undefined ? undefined : new Date(endsAt).toISOString(),
    ageMs,
    freshness,
    source,
  };
  if (freshness === "expired") {
    // "open" serves customers whose status is unknown, but not one whose license has ended.
    return { isAllowed: isOpen && (isActive || !isKnown), verdict: "undecided", ...observed };
  }
  return { isAllowed: isActive, verdict: isActive ? "active" : isKnown ? "inactive" : "unknown", ...observed };
}

/** The answer for text that cannot be a license key. */
export const answerToNoKey: LicenseAnswer = { isAllowed: false, verdict: "unknown", ...noObservation };

function freshnessOf(ageMs: number, { freshForMs, ageMsMax }: AnswerLimits): LicenseAnswer["freshness"] {
  if (ageMs > ageMsMax) {
    return "expired";
  }
  return ageMs <= freshForMs ? "fresh" : "stale";
}

const dayMs = 24 * 60 * 60 * 1000;
const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

/**
 * When a license ends, in milliseconds since the epoch. A date without a time includes the whole day in UTC,
 * since the page states no time zone. A value that is not a date counts as no end; `active` then decides.
 */
function endOf({ endsOn }: License): number | undefined {
  const parsed = Date.parse(endsOn ?? "");
  if (endsOn === undefined || Number.isNaN(parsed)) {
    return undefined;
  }
  return dayPattern.test(endsOn) ? parsed + dayMs : parsed;
}
