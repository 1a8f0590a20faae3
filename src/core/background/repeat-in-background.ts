import type { Clock } from "@marketplane/providers/http/clock.ts";
import { stoppable } from "@marketplane/providers/http/stop-signal.ts";
import type { Logger } from "pino";
import type { Wakeup } from "./wakeup.ts";

/** Work that is repeated. */
export interface Work {
  readonly what: string;
  /** Works once and returns the milliseconds until the next time. Stopping aborts its calls to vendors. */
  round(): Promise<number>;
  /** Milliseconds to wait after a failure. */
  readonly retryMs: number;
  /** Starts the next pass early. */
  readonly wakeup?: Pick<Wakeup, "pause"> | undefined;
}

interface RepeatOptions extends Work {
  readonly clock: Clock;
  readonly log: Logger;
}

/** Repeats work until it is stopped. A failure is logged and the work is retried. */
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
          log.info({ what }, "background work interrupted: the process is stopping");
        } else {
          log.error({ err: error, what }, "background work failed; it will be retried");
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
