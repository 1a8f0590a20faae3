import { channel } from "node:diagnostics_channel";

/** A failed attempt of a call. */
export interface FailedAttempt {
  readonly error: unknown;
  /** Milliseconds until the retry; undefined if there is none. */
  readonly pauseMs: number | undefined;
}

/** Called for every failed attempt of a call, retried or not. */
export const failedAttempts = channel("marketplane:vendor-attempt-failed");
