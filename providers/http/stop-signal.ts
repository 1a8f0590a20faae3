import { AsyncLocalStorage } from "node:async_hooks";

/** The longest delay of a timer; a longer one would end at once. */
const timerMsMax = 2 ** 31 - 1;

const current = new AsyncLocalStorage<AbortSignal>();

/**
 * Runs work that the signal can stop, however deep inside it a vendor is called. Reads and delays end
 * immediately, and no further call is made. A write that was sent is awaited, since abandoning it would leave
 * its outcome unknown.
 */
export function stoppable<Result>(signal: AbortSignal, work: () => Result): Result {
  return current.run(signal, work);
}

/** The signal that stops the current work; undefined if nothing does. */
export function stopSignal(): AbortSignal | undefined {
  return current.getStore();
}

/**
 * The same, stopped after a time; without an end if it is 0. The error says that the operation, such as
 * "create", has used up the time that the program grants it.
 */
export async function stoppedAfter<Result>(seconds: number, operation: string, work: () => Promise<Result>) {
  if (!(seconds > 0)) {
    return work();
  }
  const timeout = new AbortController();
  const timer = setTimeout(
    () => timeout.abort(new Error(`the ${operation} took longer than its custom timeout of ${seconds} s`)),
    Math.min(seconds * 1000, timerMsMax),
  );
  try {
    return await stoppable(orStopped(timeout.signal) ?? timeout.signal, work);
  } finally {
    clearTimeout(timer);
  }
}

/** The signal combined with the one that stops the current work. */
export function orStopped(signal: AbortSignal | undefined): AbortSignal | undefined {
  const signals = [signal, stopSignal()].filter((each) => each !== undefined);
  return signals.length > 1 ? AbortSignal.any(signals) : signals[0];
}

/** The result of `work`, unless the current work is stopped first; then throws the signal's reason. */
export async function unlessStopped<Result>(work: Promise<Result>): Promise<Result> {
  const signal = stopSignal();
  if (signal === undefined) {
    return work;
  }
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) {
    stop();
  }
  // The abandoned promise's failure must not become an unhandled rejection.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
