import type { Logger } from "pino";
import { withTimeout } from "./with-timeout.ts";

/** The parts that a process has opened. They are closed in reverse order. */
export interface Ending {
  defer(what: string, close: () => Promise<void>, options?: DeferOptions): void;
  /** Closes all parts. A part that fails or takes too long is logged, and the others are still closed. */
  close(): Promise<void>;
}

interface DeferOptions {
  /** Closed at the same time as the part that is opened next, rather than after it. */
  readonly isAlongside?: boolean;
}

interface Opened extends DeferOptions {
  readonly what: string;
  readonly close: () => Promise<void>;
}

/**
 * Minimum time for a step after the deadline: enough to close connections, too short to wait for a hung
 * server.
 */
const stepMsMin = 500;

/** Closes a process's parts within `withinMs` milliseconds. Parts left after that get a minimal time each. */
export function closeInOrder(log: Logger, withinMs: number): Ending {
  const opened: Opened[] = [];
  const closeOne = async ({ what, close }: Opened, timeoutMs: number) => {
    try {
      await withTimeout(close(), timeoutMs, () => new Error(`not closed within ${Math.round(timeoutMs)} ms`));
    } catch (error) {
      log.error({ err: error, what }, "failed to close on shutdown");
    }
  };
  return {
    defer: (what, close, options = {}) => {
      opened.push({ what, close, ...options });
    },
    close: async () => {
      const deadline = performance.now() + withinMs;
      for (let group = takeGroup(opened); group.length > 0; group = takeGroup(opened)) {
        const timeoutMs = Math.max(stepMsMin, deadline - performance.now());
        await Promise.all(group.map((each) => closeOne(each, timeoutMs)));
      }
    },
  };
}

/** The part that was opened last, and the parts that are closed together with it. */
function takeGroup(opened: Opened[]): Opened[] {
  const group: Opened[] = [];
  do {
    const last = opened.pop();
    if (last) {
      group.push(last);
    }
  } while (opened.at(-1)?.isAlongside);
  return group;
}
