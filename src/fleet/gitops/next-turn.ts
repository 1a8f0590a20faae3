import type { CommitResult } from "./commit-result.ts";

/** What to do with the newest commit: try it, or wait for that long unless another one comes. */
export type Turn =
  | { readonly kind: "try"; readonly attempt: number }
  | { readonly kind: "wait"; readonly forMs: number };

/** However rarely the branch is looked at, what failed is not left for longer than that at first. */
export const firstRetryDelayMsMax = 60_000;
/** The longest time between two tries of the same commit. */
const retryDelayMsMax = 15 * 60_000;

/**
 * Decides about the newest commit by what became of it last, if it was tried. One that is done with, or refused, rests until
 * another commit comes; one that failed is tried again, each time after twice as long.
 */
export function nextTurn(
  newest: string,
  last: Pick<CommitResult, "commit" | "outcome" | "attempt"> | undefined,
  { sinceLastMs, pollMs }: { readonly sinceLastMs: number; readonly pollMs: number },
): Turn {
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
