import type { Clock } from "@marketplane/providers/http/clock.ts";
import type { Logger } from "pino";
import type { Alarm } from "./alarm.ts";

/** Something that is done again and again. */
export interface Work {
  readonly what: string;
  /** Does one round and says how many milliseconds to wait for the next. */
  round(): Promise<number>;
  /** How long to wait after a round that failed. */
  readonly retryMs: number;
  /** Has the next round begin before its time. */
  readonly alarm?: Pick<Alarm, "pause"> | undefined;
}

interface RepeatOptions extends Work {
  readonly clock: Clock;
  readonly log: Logger;
}

/** Does rounds of work until it is told to stop; a round that fails is logged and done again. */
export function repeatInBackground({ what, round, retryMs, alarm, clock, log }: RepeatOptions): {
  stop(): Promise<void>;
} {
  const stopping = new AbortController();
  const { signal } = stopping;
  const run = async () => {
    while (!signal.aborted) {
      let waitMs = retryMs;
      try {
        waitMs = await round();
      } catch (error) {
        log.error({ err: error, what }, "a round of background work failed");
      }
      const pause = alarm ? alarm.pause(waitMs, signal) : clock.sleep(waitMs, signal);
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
