import { setTimeout } from "node:timers/promises";

/** What `work` gives, or `tooLate()` thrown when that takes longer than `timeoutMs`; the work itself goes on to its end. */
export async function withinTime<Result>(
  work: Promise<Result>,
  timeoutMs: number,
  tooLate: () => Error,
): Promise<Result> {
  const timer = new AbortController();
  const late = setTimeout(timeoutMs, undefined, { signal: timer.signal }).then(() => {
    throw tooLate();
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
  }
}
