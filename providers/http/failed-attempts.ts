import { channel } from "node:diagnostics_channel";

/** A call's attempt that failed. */
export interface FailedAttempt {
  readonly error: unknown;
  /** After how many milliseconds it is tried again; undefined when it is not. */
  readonly pauseMs: number | undefined;
}

/** Called for every failed attempt of a call, retried or not. */
export const failedAttempts = channel("marketplane:vendor-attempt-failed");
