import { setTimeout as delay } from "node:timers/promises";
import { orStopped } from "./stop-signal.ts";

/** Time as the clients see it; tests put a clock of their own in its place. */
export interface Clock {
  /** Milliseconds since the epoch. It may be set, forward or back: ages are measured by `elapsedOf`. */
  now(): number;
  /** Milliseconds of a time that is never set. A clock without it has one that is made of `now`. */
  elapsed?(): number;
  /** Resolves after `ms` milliseconds, rejects when `signal` aborts or the work that waits is stopped. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: async (ms, given) => {
    const signal = orStopped(given);
    await delay(ms, undefined, signal ? { signal } : {});
  },
};

const elapsedTimes = new WeakMap<Clock, () => number>();

/** The time by which ages and deadlines within a process are measured: it does not go back where the clock is set back. */
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
