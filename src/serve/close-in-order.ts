import type { Logger } from "pino";
import { withinTime } from "../service/limits/within-time.ts";

/** What a process has opened, to be closed the last first. */
export interface Ending {
  defer(what: string, close: () => Promise<void>, timeoutMs?: number): void;
  /** Closes everything; what fails or takes too long is logged and keeps nothing else from being closed. */
  close(): Promise<void>;
}

/** For what has nothing to wait for but the end of its present step. */
const timeoutMsDefault = 15_000;

export function closeInOrder(log: Logger): Ending {
  const opened: { readonly what: string; readonly timeoutMs: number; readonly close: () => Promise<void> }[] = [];
  return {
    defer: (what, close, timeoutMs = timeoutMsDefault) => {
      opened.push({ what, close, timeoutMs });
    },
    close: async () => {
      for (let last = opened.pop(); last !== undefined; last = opened.pop()) {
        const { what, timeoutMs } = last;
        try {
          await withinTime(last.close(), timeoutMs, () => new Error(`not closed within ${timeoutMs} ms`));
        } catch (error) {
          log.error({ err: error, what }, "could not be closed in order");
        }
      }
    },
  };
}
