import type { Logger } from "pino";
import { withinTime } from "../service/limits/within-time.ts";

/** What a process has opened, to be closed the last first. */
export interface Ending {
  defer(what: string, close: () => Promise<void>): void;
  /** Closes everything; what fails or takes too long is logged and keeps nothing else from being closed. */
  close(): Promise<void>;
}

/** Beyond what any of them allows itself. */
const closeTimeoutMs = 60_000;

export function closeInOrder(log: Logger): Ending {
  const opened: { readonly what: string; readonly close: () => Promise<void> }[] = [];
  return {
    defer: (what, close) => {
      opened.push({ what, close });
    },
    close: async () => {
      for (let last = opened.pop(); last !== undefined; last = opened.pop()) {
        const { what } = last;
        try {
          await withinTime(last.close(), closeTimeoutMs, () => new Error(`not closed within ${closeTimeoutMs} ms`));
        } catch (error) {
          log.error({ err: error, what }, "could not be closed in order");
        }
      }
    },
  };
}
