import type { CommitResult } from "./commit-result.ts";

/** What to do with the newest commit: apply it, or wait unless another commit arrives first. */
export type NextPass =
  | { readonly kind: "try"; readonly attempt: number }
  | { readonly kind: "wait"; readonly forMs: number };

/** Limit of the first retry delay, however long the polling interval is. */
export const firstRetryDelayMsMax = 60_000;
/** The longest delay between two attempts for the same commit. */
const retryDelayMsMax = 15 * 60_000;

/**
 * Decides what to do with the newest commit from the result of its last attempt. A commit that was applied,
 * unchanged or refused is left alone until another commit arrives. A failed one is retried, with a delay that
 * doubles each time.
 */
export function nextPass(
  newest: string,
  last: Pick<CommitResult, "commit" | "outcome" | "attempt"> | undefined,
  { sinceLastMs, pollMs }: { readonly sinceLastMs: number; readonly pollMs: number },
): NextPass {
  if (last?.commit !== newest) {
    return { kind: "try", attempt: 1 };
  }
  if (last.outcome !== "failed") {
    return { kind: "wait", forMs: pollMs };
  }
  const firstDelayMs = Math.min(pollMs, firstRetryDelayMsMax);
  const delayMs = Math.min(retryDelayMsMax, firstDelayMs * 2 ** Math.min(last.attempt - 1, 20));
  if (sinceLastMs >= delayMs) {
    return { kind: "try", attempt: last.attempt + 1 };
  }
  return { kind: "wait", forMs: Math.min(pollMs, delayMs - sinceLastMs) };
}
