import type { Clock } from "../../http/clock.ts";

/** Waits until `work` is done or has failed, or until the time is up; the work itself goes on. */
export async function within(work: Promise<unknown>, ms: number, clock: Clock): Promise<void> {
  const timer = new AbortController();
  const timeIsUp = clock.sleep(ms, timer.signal);
  await Promise.race([work, timeIsUp].map((either) => either.catch(() => undefined)));
  timer.abort();
}
