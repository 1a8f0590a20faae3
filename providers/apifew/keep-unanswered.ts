import { createOnce } from "../create-once.ts";
import type { IncompleteError } from "../define-resource.ts";
import { errorText } from "../error-text.ts";
import type { Clock } from "../http/clock.ts";
import { isOutcomeUnknown } from "../http/vendor-error.ts";
import type { RecordedCreate } from "../pending-creates.ts";

/**
 * Creates an object once. If the response stays lost and the object is not visible, it may still exist: it is
 * kept in the state, and the next run looks for it as its own.
 */
export async function createOrKeep<T, State>(steps: {
  readonly create: () => Promise<T>;
  readonly find: () => Promise<T | undefined>;
  readonly clock: Clock;
  readonly recordPending: () => Promise<RecordedCreate>;
  readonly keep: (reason: string) => IncompleteError<State>;
}): Promise<T> {
  let isOpen = false;
  const create = async (): Promise<T> => {
    try {
      isOpen = false;
      return await steps.create();
    } catch (error) {
      isOpen = isOutcomeUnknown(error);
      throw error;
    }
  };
  try {
    return await createOnce({ ...steps, create });
  } catch (error) {
    throw isOpen ? steps.keep(errorText(error)) : error;
  }
}
