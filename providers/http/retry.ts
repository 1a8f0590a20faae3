import type { Clock } from "./clock.ts";
import { type FailedAttempt, failedAttempts } from "./failed-attempts.ts";
import { stopSignal } from "./stop-signal.ts";
import { isKind, isOutcomeUnknown, VendorError } from "./vendor-error.ts";

export interface RetryPolicy {
  /** Total number of attempts, including the first. */
  readonly attemptsMax: number;
  /** Maximum of the first delay; each further delay may be twice as long. */
  readonly delayMs: number;
  readonly delayMsMax: number;
  /** If a vendor requests a longer delay than this, the call fails instead. */
  readonly retryAfterMsMax: number;
}

export const defaultRetryPolicy: RetryPolicy = {
  attemptsMax: 5,
  delayMs: 500,
  delayMsMax: 20_000,
  // Cloudflare blocks for five minutes once its rate limit is exhausted.
  retryAfterMsMax: 330_000,
};

/**
 * Retries `attempt` if that is safe: after a rejection for load or a request that was never sent, and for
 * repeatable calls also after a lost or corrupted response. All other errors are rethrown. A rejection after
 * a lost response leaves open whether the first attempt was accepted.
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

/** A rejection for load without Retry-After. */
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
  // Jitter over the upper half: calls that failed together should not retry together.
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
