import { setTimeout as delay } from "node:timers/promises";
import { orStopped } from "./stop-signal.ts";

/** Time as used by the clients; tests replace it. */
export interface Clock {
  /** Milliseconds since the epoch. It may be set forward or back, so use `elapsedOf` to measure durations. */
  now(): number;
  /** Monotonic time in milliseconds. For a clock without it, one is derived from `now`. */
  elapsed?(): number;
  /** Resolves after `ms` milliseconds; rejects if `signal` aborts or the surrounding work is stopped. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: async (ms, given) => {
    const signal = orStopped(given);
    await delay(ms, undefined, signal ? { signal } : {}).catch((error: unknown) => {
      // Node's own error says only that it was aborted.
      throw signal?.aborted ? signal.reason : error;
    });
  },
};

const elapsedTimes = new WeakMap<Clock, () => number>();

/** The time for measuring durations within a process: it does not go back when the clock is set back. */
export function elapsedOf(clock: Clock): () => number {
  const elapsed = elapsedTimes.get(clock) ?? (clock.elapsed ? () => clock.elapsed?.() ?? 0 : madeOfNow(clock));
  elapsedTimes.set(clock, elapsed);
  return elapsed;
}

function madeOfNow(clock: Clock): () => number {
  let last = clock.now();
  let elapsed = last;
  return () => {
    const now = clock.now();
    elapsed += Math.max(0, now - last);
    last = now;
    return elapsed;
  };
}
