import type { Clock } from "./clock.ts";
import { type FailedAttempt, failedAttempts } from "./failed-attempts.ts";
import { stopSignal } from "./stop-signal.ts";
import { isKind, isOutcomeUnknown, VendorError } from "./vendor-error.ts";

export interface RetryPolicy {
  /** Attempts in all, the first included. */
  readonly attemptsMax: number;
  /** Upper bound of the first pause; each further pause may be twice as long. */
  readonly delayMs: number;
  readonly delayMsMax: number;
  /** A longer wait than this that a vendor asks for ends the call instead. */
  readonly retryAfterMsMax: number;
}

export const defaultRetryPolicy: RetryPolicy = {
  attemptsMax: 5,
  delayMs: 500,
  delayMsMax: 20_000,
  // Cloudflare blocks for the next five minutes once its budget is spent.
  retryAfterMsMax: 330_000,
};

/**
 * Repeats `attempt` where that can do no harm: after a refusal for load or a request that never left, and for
 * repeatable calls also after a lost or garbled answer. Everything else is thrown as it is, but that a refusal after a
 * lost answer leaves open whether the first call was taken.
 */
export async function withRetry<T>(
  attempt: () => Promise<T>,
  options: {
    readonly isRepeatable: boolean;
    readonly isPaced?: boolean;
    readonly policy: RetryPolicy;
    readonly clock: Clock;
  },
): Promise<T> {
  const { policy, clock } = options;
  let wasLost = false;
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      const isPaced = options.isPaced === true && isRefusedForLoad(error);
      const pauseMs = isPaced ? undefined : pauseBefore(count, error, options.isRepeatable, policy);
      failedAttempts.publish({ error, pauseMs } satisfies FailedAttempt);
      const failure = wasLost ? asUnknown(error) : error;
      if (pauseMs === undefined) {
        throw failure;
      }
      wasLost ||= isOutcomeUnknown(error);
      await clock.sleep(pauseMs).catch((cause: unknown) => {
        throw stopSignal()?.aborted ? failure : cause;
      });
    }
  }
}

/** A refusal for load that names no pause. */
function isRefusedForLoad(error: unknown): boolean {
  return isKind(error, "rate-limited") && error.details.retryAfterMs === undefined;
}

function asUnknown(error: unknown): unknown {
  return error instanceof VendorError && error.details.outcome === "not-taken"
    ? new VendorError({ ...error.details, outcome: "unknown" }, { cause: error })
    : error;
}

function pauseBefore(count: number, error: unknown, isRepeatable: boolean, policy: RetryPolicy): number | undefined {
  if (
    stopSignal()?.aborted ||
    count >= policy.attemptsMax ||
    !(error instanceof VendorError) ||
    !isWorthRepeating(error, isRepeatable)
  ) {
    return undefined;
  }
  const asked = error.details.retryAfterMs;
  if (asked !== undefined) {
    return asked <= policy.retryAfterMsMax ? asked : undefined;
  }
  const ceiling = Math.min(policy.delayMsMax, policy.delayMs * 2 ** (count - 1));
  // Jitter over the upper half: callers that failed together do not come back together.
  return ceiling * (0.5 + Math.random() / 2);
}

function isWorthRepeating(error: VendorError, isRepeatable: boolean): boolean {
  switch (error.kind) {
    case "rate-limited":
      return true;
    case "unavailable":
    case "malformed-response":
      return isRepeatable || error.details.outcome === "not-taken";
    default:
      return false;
  }
}
