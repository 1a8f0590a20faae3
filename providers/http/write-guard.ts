import { AsyncLocalStorage } from "node:async_hooks";

type Guard = () => Promise<void>;

const current = new AsyncLocalStorage<Guard>();

/**
 * Runs work that asks `guard` directly before each attempt of a call that changes something at a vendor: retries may wait for minutes, and
 * what was true at the start may no longer be. A guard that throws ends the call; the attempt is not made.
 */
export function guardWrites<Result>(guard: Guard, work: () => Result): Result {
  return current.run(guard, work);
}

/** The guard of the work that asks; undefined where every write may be made. */
export function writeGuard(): Guard | undefined {
  return current.getStore();
}
