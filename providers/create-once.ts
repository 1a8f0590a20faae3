import type { Clock } from "./http/clock.ts";
import { isKind, isOutcomeUnknown } from "./http/vendor-error.ts";
import type { RecordedCreate } from "./pending-creates.ts";

const attemptsMax = 4;
const pauseMs = 1_000;

/**
 * Creates an object that must not be created twice. After a lost response it looks for the object,
 * immediately and after a delay, since the vendor may still be creating it, and retries only if it is absent.
 * Requires that the vendor keeps the object's name unique and that the caller has seen the object to be
 * absent.
 */
export async function createOnce<T>(steps: {
  readonly create: () => Promise<T>;
  readonly find: () => Promise<T | undefined>;
  readonly clock: Clock;
  /** Records the create before its call is sent; withdrawn if the vendor refuses it. */
  readonly recordPending?: () => Promise<RecordedCreate>;
}): Promise<T> {
  const recorded = await steps.recordPending?.();
  let wasLost = false;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await steps.create();
    } catch (error) {
      // A conflict after a lost response means that the first call created the object.
      const mayExist = isOutcomeUnknown(error) || (wasLost && isKind(error, "conflict"));
      if (!mayExist) {
        if (!wasLost) {
          recorded?.withdraw();
        }
        throw error;
      }
      wasLost = true;
      const found = await findWithin(steps, [0, pauseMs * attempt]);
      if (found !== undefined) {
        return found;
      }
      if (attempt >= attemptsMax) {
        throw error;
      }
    }
  }
}

/** Looks for the object after each pause. */
async function findWithin<T>(
  { find, clock }: { readonly find: () => Promise<T | undefined>; readonly clock: Clock },
  pausesMs: readonly number[],
): Promise<T | undefined> {
  for (const ms of pausesMs) {
    await (ms > 0 ? clock.sleep(ms) : undefined);
    const found = await find();
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
