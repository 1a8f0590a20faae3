import type { Clock } from "./http/clock.ts";
import { isKind, isOutcomeUnknown } from "./http/vendor-error.ts";
import type { Intention } from "./intent.ts";

const attemptsMax = 4;
const pauseMs = 1_000;

/**
 * Makes an object that must not be made twice. After a lost answer it looks whether the object is there, and only
 * where it is not does it try again. The caller has seen that the object was absent before.
 */
export async function createOnce<T>(steps: {
  readonly create: () => Promise<T>;
  readonly find: () => Promise<T | undefined>;
  readonly clock: Clock;
  /** Writes the create down before its call leaves; what was refused without a doubt is struck out again. */
  readonly intend?: () => Promise<Intention>;
}): Promise<T> {
  const intention = await steps.intend?.();
  let wasLost = false;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await steps.create();
    } catch (error) {
      // A duplicate after a lost answer is that answer's object, seen late.
      const mayExist = isOutcomeUnknown(error) || (wasLost && isKind(error, "conflict"));
      if (!mayExist) {
        if (!wasLost) {
          intention?.withdraw();
        }
        throw error;
      }
      wasLost = true;
      const found = await steps.find();
      if (found !== undefined) {
        return found;
      }
      if (attempt >= attemptsMax) {
        throw error;
      }
      await steps.clock.sleep(pauseMs * attempt);
    }
  }
}
