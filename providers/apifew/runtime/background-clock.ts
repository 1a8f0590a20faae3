import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "../../http/clock.ts";

/** Real time whose timers do not keep the process alive: background work ends with the process. */
export const backgroundClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: async (ms, signal) => {
    await delay(ms, undefined, { ref: false, ...(signal ? { signal } : {}) });
  },
};
