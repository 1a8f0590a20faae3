/**
 * Creates of licenses whose answer was lost. apifew may have made the licenses, or may make them yet, and a license has no
 * name by which a second create would be refused: so nothing is created in place of a pending create before it is decided.
 */

import type { Known } from "../../define-resource.ts";
import { errorText } from "../../error-text.ts";
import { type Clock, elapsedOf } from "../../http/clock.ts";
import { isOutcomeUnknown } from "../../http/vendor-error.ts";
import type { PendingCreate } from "../../pending-creates.ts";
import type { LicenseInputs, LicenseState } from "./inputs.ts";

export interface PendingLicenses {
  /** How many licenses it asked for. */
  readonly count: number;
  /** When its answer was lost, or its run was killed; milliseconds since the epoch. */
  readonly since: number;
  /** True of the keys that the owner had before it was sent. */
  isBefore(key: string): boolean;
}

/** How long a run looks for the licenses of a create whose answer it lost. */
export const lookForMs = 20_000;
/** How long after its answer was lost apifew may still carry a create out. No other one is sent in its place before. */
export const undecidedForMs = 60_000;

const firstPauseMs = 1_000;

/** The create that an earlier run left undecided: it stands in the state, or in the memory of a run that was killed. */
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

/** How long it takes until a pending create may be held for one that apifew never carried out; also after a clock was set back. */
export function undecidedFor({ since }: PendingLicenses, now: number): number {
  return undecidedForMs - ageOf(since, now);
}

function ageOf(since: number, now: number): number {
  return Math.max(0, now - since);
}

/**
 * Looks for what a pending create made, until all of it is there or the time is up; gives what was seen last. Without
 * leave to take any license of the pair, what is there at once may be somebody else's work while the pending create is
 * still under way, so it counts only when the time for looking is over.
 */
export async function lookForKeys(
  pending: PendingLicenses,
  forMs: number,
  options: { readonly look: () => Promise<readonly string[]>; readonly mayTakeAny: boolean; readonly clock: Clock },
): Promise<readonly string[]> {
  const { look, mayTakeAny, clock } = options;
  const elapsed = elapsedOf(clock);
  const until = elapsed() + forMs;
  const sureAt = mayTakeAny ? Number.NEGATIVE_INFINITY : elapsed() + lookForMs - ageOf(pending.since, clock.now());
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

/** The answer to a create stayed lost, or more licenses appeared than it asked for. */
export class UnansweredError extends Error {
  readonly pending: PendingLicenses;
  /** The keys that appeared, where they are more than it asked for. */
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
  /** The keys that appeared since. */
  readonly look: () => Promise<readonly string[]>;
  /** apifew refused beyond doubt. */
  readonly onRefused: () => void;
  readonly count: number;
  readonly isBefore: (key: string) => boolean;
  readonly attemptsMax: number;
  readonly mayTakeAny: boolean;
  readonly clock: Clock;
}

/** Sends a create and gives the keys that it made, also where its answer was lost. */
export async function createOnceAnswered(steps: CreateSteps): Promise<readonly string[]> {
  const { count, isBefore, attemptsMax, mayTakeAny, clock } = steps;
  for (let attempt = 1; ; attempt += 1) {
    let reason: string;
    try {
      return await steps.create();
    } catch (error) {
      // After a lost answer a refusal decides nothing: the create before may be the very reason for it.
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
    if (found.length > count && !mayTakeAny) {
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
