import { channel } from "node:diagnostics_channel";

/** A call's attempt that failed. */
export interface FailedAttempt {
  readonly error: unknown;
  /** After how many milliseconds it is tried again; undefined when it is not. */
  readonly pauseMs: number | undefined;
}

/** Told of every attempt of a call that failed, whether it is tried again or not. */
export const failedAttempts = channel("marketplane:vendor-attempt-failed");
