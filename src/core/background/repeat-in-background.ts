import type { Clock } from "@marketplane/providers/http/clock.ts";
import { stoppable } from "@marketplane/providers/http/stop-signal.ts";
import type { Logger } from "pino";
import type { Wakeup } from "./wakeup.ts";

/** Something that is done repeatedly. */
export interface Work {
  readonly what: string;
  /** Does one round and returns how many milliseconds to wait for the next; its calls of vendors end when the work is stopped. */
  round(): Promise<number>;
  /** How long to wait after a round that failed. */
  readonly retryMs: number;
  /** Has the next round begin before its time. */
  readonly wakeup?: Pick<Wakeup, "pause"> | undefined;
}

interface RepeatOptions extends Work {
  readonly clock: Clock;
  readonly log: Logger;
}

/** Does rounds of work until it is stopped; a round that fails is logged and repeated. */
export function repeatInBackground({ what, round, retryMs, wakeup, clock, log }: RepeatOptions): {
  stop(): Promise<void>;
} {
  const stopping = new AbortController();
  const { signal } = stopping;
  const run = async () => {
    while (!signal.aborted) {
      let waitMs = retryMs;
      try {
        waitMs = await stoppable(signal, round);
      } catch (error) {
        if (signal.aborted) {
          log.info({ what }, "a round of background work was broken off: the process is stopping");
        } else {
          log.error({ err: error, what }, "a round of background work failed");
        }
      }
      const pause = wakeup ? wakeup.pause(waitMs, signal) : clock.sleep(waitMs, signal);
      await pause.catch(() => undefined);
    }
  };
  const done = run();
  return {
    stop: () => {
      stopping.abort();
      return done;
    },
  };
}
