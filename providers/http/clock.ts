import { setTimeout as delay } from "node:timers/promises";
import { orStopped } from "./stop-signal.ts";

/** Time as the clients see it; tests put a clock of their own in its place. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms` milliseconds, rejects when `signal` aborts or the work that waits is stopped. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, given) => {
    const signal = orStopped(given);
    await delay(ms, undefined, signal ? { signal } : {});
  },
};
