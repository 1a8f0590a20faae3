import { AsyncLocalStorage } from "node:async_hooks";

type Guard = () => Promise<void>;

const current = new AsyncLocalStorage<Guard>();

/**
 * Runs work that calls `guard` directly before each attempt of a call that changes something at a vendor.
 * Retries may wait for minutes, so a condition that held at the start may no longer hold. If the guard
 * throws, the attempt is not made and the call fails.
 */
export function guardWrites<Result>(guard: Guard, work: () => Result): Result {
  return current.run(guard, work);
}

/** The guard of the current work; undefined if all writes are allowed. */
export function writeGuard(): Guard | undefined {
  return current.getStore();
}
