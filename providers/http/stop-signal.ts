import { AsyncLocalStorage } from "node:async_hooks";

const current = new AsyncLocalStorage<AbortSignal>();

/**
 * Runs work that the signal may stop, however deep in it a vendor is called: reads and pauses end at once, no further call is
 * made, and a write that has left is waited for, since giving it up would leave open what became of it.
 */
export function stoppable<Result>(signal: AbortSignal, work: () => Result): Result {
  return current.run(signal, work);
}

/** What stops the work that asks; undefined where nothing does. */
export function stopSignal(): AbortSignal | undefined {
  return current.getStore();
}

/** The same signal, and the one that stops the work. */
export function orStopped(signal: AbortSignal | undefined): AbortSignal | undefined {
  const signals = [signal, stopSignal()].filter((each) => each !== undefined);
  return signals.length > 1 ? AbortSignal.any(signals) : signals[0];
}

/** What `work` gives, unless the work that asks is stopped before; then the signal's reason is thrown. */
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
  // Who leaves the other one behind does not hear of its failure.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
