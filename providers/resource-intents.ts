import { IncompleteError } from "./define-resource.ts";
import { type Intents, noIntents } from "./intent.ts";
import type { IntentJournal } from "./intent-journal.ts";
import { toIntentKey } from "./intent-key.ts";

type Properties = Readonly<Record<string, unknown>>;
type Step = "create" | "update";

/** The journal as the handler of one type uses it: intents are opened by creates and closed by what the engine tells. */
export interface ResourceIntents {
  /** Runs a create, or an update that may make something, with the memory of the same one in earlier runs. */
  run<T>(step: Step, inputs: Properties, method: (intents: Intents) => Promise<T>): Promise<T>;
  /** The engine has the object of these properties, so its create is no question any more. */
  seen(known: Properties): void;
  /** The object goes. */
  forget(known: Properties): void;
}

export function resourceIntents(
  definition: { readonly type: string; readonly replaceOn: readonly string[] },
  account: () => string,
  open: () => IntentJournal | undefined,
): ResourceIntents {
  const keyOf = (step: Step, properties: Properties): string => {
    const natural = definition.replaceOn.map((property) => properties[property]);
    return toIntentKey(account(), definition.type, step, natural);
  };
  const close = (properties: Properties, ...steps: readonly Step[]): void => {
    const journal = open();
    if (journal && !journal.isEmpty) {
      for (const step of steps) {
        journal.close(keyOf(step, properties));
      }
    }
  };
  return {
    run: async (step, inputs, method) => {
      const journal = open();
      return journal ? remember(journal, keyOf(step, inputs), definition.type, method) : method(noIntents);
    },
    seen: (known) => close(known, "create"),
    forget: (known) => close(known, "create", "update"),
  };
}

async function remember<T>(
  journal: IntentJournal,
  key: string,
  type: string,
  method: (intents: Intents) => Promise<T>,
): Promise<T> {
  const intents: Intents = {
    unfinished: journal.unfinished(key),
    intend: async (marks = []) => {
      journal.open(key, type, marks);
      return { withdraw: () => journal.close(key) };
    },
  };
  try {
    const result = await method(intents);
    journal.made(key);
    return result;
  } catch (error) {
    if (error instanceof IncompleteError) {
      // The engine saves what there is of it, as it does with a whole object.
      journal.made(key);
    } else {
      journal.leave(key);
    }
    throw error;
  }
}
