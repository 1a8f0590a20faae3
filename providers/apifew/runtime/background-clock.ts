import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "../../http/clock.ts";

/** Real time whose pauses keep no process alive: what runs in the background ends with what it serves. */
export const backgroundClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: async (ms, signal) => {
    await delay(ms, undefined, { ref: false, ...(signal ? { signal } : {}) });
  },
};
