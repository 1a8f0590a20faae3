import type { Logger } from "pino";
import { withTimeout } from "./with-timeout.ts";

/** What a process has opened, to be closed the last first. */
export interface Ending {
  defer(what: string, close: () => Promise<void>, options?: DeferOptions): void;
  /** Closes everything; what fails or takes too long is logged and keeps nothing else from being closed. */
  close(): Promise<void>;
}

interface DeferOptions {
  /** Closed at the same time as what is opened next, rather than after it. */
  readonly isAlongside?: boolean;
}

interface Opened extends DeferOptions {
  readonly what: string;
  readonly close: () => Promise<void>;
}

/** What a step still has when the whole time is used up: enough to close connections, not to wait for a hung server. */
const stepMsMin = 500;

/** Ends a process's parts in at most `withinMs` milliseconds, and a moment for each part that comes after those. */
export function closeInOrder(log: Logger, withinMs: number): Ending {
  const opened: Opened[] = [];
  const closeOne = async ({ what, close }: Opened, timeoutMs: number) => {
    try {
      await withTimeout(close(), timeoutMs, () => new Error(`not closed within ${Math.round(timeoutMs)} ms`));
    } catch (error) {
      log.error({ err: error, what }, "could not be closed in order");
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

/** The part that was opened last, with those that are closed alongside it. */
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
