/**
 * Creates of licenses whose response was lost. apifew may have created the licenses, or may still do so, and
 * nothing in its API would refuse a second create. So no other create is sent until the pending one is
 * decided.
 */

import type { Known } from "../../define-resource.ts";
import { errorText } from "../../error-text.ts";
import { type Clock, elapsedOf } from "../../http/clock.ts";
import { isOutcomeUnknown } from "../../http/vendor-error.ts";
import type { PendingCreate } from "../../pending-creates.ts";
import type { LicenseInputs, LicenseState } from "./inputs.ts";

export interface PendingLicenses {
  /** How many licenses it requested. */
  readonly count: number;
  /** When its response was lost or its run was killed; milliseconds since the epoch. */
  readonly since: number;
  /** True for keys that the owner had before the create was sent. */
  isBefore(key: string): boolean;
}

/** How long a run polls for the licenses of a create after a lost response. */
export const lookForMs = 20_000;
/** How long apifew may still execute a create after its response was lost. No other create is sent before. */
export const undecidedForMs = 60_000;

const firstPauseMs = 1_000;

/** The undecided create of an earlier run, from the state or from the pending-creates store. */
export function pendingLicensesOf(
  { keysBefore, pendingCount, pendingSince = 0 }: Known<LicenseInputs, LicenseState>,
  pendingCreate: PendingCreate | undefined,
  missing: number,
): PendingLicenses | undefined {
  if (keysBefore !== undefined) {
    const before = new Set(keysBefore);
    const since = Math.max(pendingSince, pendingCreate?.writtenAt ?? 0);
    return { count: pendingCount ?? missing, since, isBefore: (key) => before.has(key) };
  }
  return (
    pendingCreate && {
      count: missing,
      since: pendingCreate.writtenAt,
      isBefore: (key: string) => pendingCreate.isMarked(key),
    }
  );
}

/**
 * Milliseconds until a pending create counts as never executed; correct also after the clock was set back.
 */
export function undecidedFor({ since }: PendingLicenses, now: number): number {
  return undecidedForMs - ageOf(since, now);
}

function ageOf(since: number, now: number): number {
  return Math.max(0, now - since);
}

/**
 * Polls for the licenses of a pending create until all are there or the time is up, and returns the last
 * result. Unless any license of the pair may be taken, licenses that appear early may belong to someone else,
 * so they count only when `lookForMs` is over.
 */
export async function lookForKeys(
  pending: PendingLicenses,
  forMs: number,
  options: { readonly look: () => Promise<readonly string[]>; readonly mayAdoptAny: boolean; readonly clock: Clock },
): Promise<readonly string[]> {
  const { look, mayAdoptAny, clock } = options;
  const elapsed = elapsedOf(clock);
  const until = elapsed() + forMs;
  const sureAt = mayAdoptAny ? Number.NEGATIVE_INFINITY : elapsed() + lookForMs - ageOf(pending.since, clock.now());
  for (let pauseMs = firstPauseMs; ; pauseMs *= 2) {
    const found = await look();
    const now = elapsed();
    const isWhole = found.length === pending.count && now >= sureAt;
    if (isWhole || found.length > pending.count || now >= until) {
      return found;
    }
    const next = found.length === pending.count ? Math.min(until, sureAt) : until;
    await clock.sleep(Math.min(pauseMs, next - now));
  }
}

/** The outcome of a create stayed unknown, or more licenses appeared than it requested. */
export class UnansweredError extends Error {
  readonly pending: PendingLicenses;
  /** The keys that appeared, if there are more than requested. */
  readonly ambiguous: readonly string[] | undefined;

  constructor(pending: PendingLicenses, reason: string, ambiguous?: readonly string[]) {
    super(reason);
    this.name = "UnansweredError";
    this.pending = pending;
    this.ambiguous = ambiguous;
  }
}

export interface CreateSteps {
  readonly create: () => Promise<readonly string[]>;
  /** The keys that have appeared since. */
  readonly look: () => Promise<readonly string[]>;
  /** apifew refused the create, so nothing was created. */
  readonly onRefused: () => void;
  readonly count: number;
  readonly isBefore: (key: string) => boolean;
  readonly attemptsMax: number;
  readonly mayAdoptAny: boolean;
  readonly clock: Clock;
}

/** Sends a create and returns the keys that it made, also after a lost response. */
export async function createOnceAnswered(steps: CreateSteps): Promise<readonly string[]> {
  const { count, isBefore, attemptsMax, mayAdoptAny, clock } = steps;
  for (let attempt = 1; ; attempt += 1) {
    let reason: string;
    try {
      return await steps.create();
    } catch (error) {
      // After a lost response, a rejection proves nothing: the first create may be its cause.
      if (attempt === 1 && !isOutcomeUnknown(error)) {
        steps.onRefused();
        throw error;
      }
      reason = errorText(error);
    }
    const pending = { count, isBefore, since: clock.now() };
    const lookMs = attempt < attemptsMax ? undecidedForMs : lookForMs;
    const found = await lookForKeys(pending, lookMs, steps).catch((error: unknown) => {
      throw new UnansweredError(pending, errorText(error));
    });
    if (found.length > count && !mayAdoptAny) {
      throw new UnansweredError(pending, reason, found);
    }
    if (found.length >= count) {
      return found.slice(0, count);
    }
    if (found.length > 0 || attempt >= attemptsMax) {
      throw new UnansweredError(pending, reason);
    }
  }
}
