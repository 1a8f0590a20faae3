import type { Clock } from "../../http/clock.ts";

/** Waits until `work` has settled or the time is up; the work itself continues. */
export async function within(work: Promise<unknown>, ms: number, clock: Clock): Promise<void> {
  const timer = new AbortController();
  const timeIsUp = clock.sleep(ms, timer.signal);
  await Promise.race([work, timeIsUp].map((either) => either.catch(() => undefined)));
  timer.abort();
}
