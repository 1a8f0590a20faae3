import { type Clock, elapsedOf } from "./clock.ts";

/** The condition was not met in time. */
export class WaitTimeoutError extends Error {
  constructor(what: string, timeoutMs: number) {
    super(`${what} did not happen within ${Math.round(timeoutMs / 1000)} s`);
    this.name = "WaitTimeoutError";
  }
}

export interface WaitOptions {
  /** What is being waited for, for the error message. */
  readonly what: string;
  readonly timeoutMs: number;
  readonly intervalMs: number;
  readonly clock: Clock;
}

/** Calls `probe` at growing intervals until it returns a value; throws WaitTimeoutError after the timeout. */
export async function waitFor<T>(probe: () => Promise<T | undefined>, options: WaitOptions): Promise<T> {
  const { clock, timeoutMs } = options;
  const elapsed = elapsedOf(clock);
  const deadline = elapsed() + timeoutMs;
  let intervalMs = options.intervalMs;
  for (;;) {
    const value = await probe();
    if (value !== undefined) {
      return value;
    }
    const leftMs = deadline - elapsed();
    if (leftMs <= 0) {
      throw new WaitTimeoutError(options.what, timeoutMs);
    }
    await clock.sleep(Math.min(intervalMs, leftMs));
    intervalMs = Math.min(intervalMs * 1.5, options.intervalMs * 10);
  }
}
