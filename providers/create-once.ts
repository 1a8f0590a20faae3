import type { Clock } from "./http/clock.ts";
import { isKind, isOutcomeUnknown } from "./http/vendor-error.ts";
import type { RecordedCreate } from "./pending-creates.ts";

const attemptsMax = 4;
const pauseMs = 1_000;

/**
 * Makes an object that must not be made twice. After a lost answer it looks whether the object is there, at once and after a
 * pause, since the vendor may still be at it; only where it is not there does it try again. The vendor keeps the object's name
 * unique, and the caller has seen that the object was absent before.
 */
export async function createOnce<T>(steps: {
  readonly create: () => Promise<T>;
  readonly find: () => Promise<T | undefined>;
  readonly clock: Clock;
  /** Writes the create down before its call leaves; what was refused without a doubt is struck out again. */
  readonly recordPending?: () => Promise<RecordedCreate>;
}): Promise<T> {
  const recorded = await steps.recordPending?.();
  let wasLost = false;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await steps.create();
    } catch (error) {
      // A duplicate after a lost answer is that answer's object, seen late.
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

/** Looks after each of the pauses, until the object is there. */
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
