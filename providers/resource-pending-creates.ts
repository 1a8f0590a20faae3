import { IncompleteError } from "./define-resource.ts";
import type { PendingCreateStore } from "./pending-create-store.ts";
import { noPendingCreates, type PendingCreates } from "./pending-creates.ts";

type Properties = Readonly<Record<string, unknown>>;
type Step = "create" | "update";

/** The pending creates of one resource type: creates record them, and the engine's reports close them. */
export interface ResourcePendingCreates {
  /**
   * Runs a create, or an update that may create something, and passes it the same create of an interrupted
   * run.
   */
  run<T>(step: Step, inputs: Properties, method: (pending: PendingCreates) => Promise<T>): Promise<T>;
  /** The object is in the engine's state, so its pending create can be closed. */
  seen(known: Properties): void;
  /** The object is about to be deleted. */
  forget(known: Properties): void;
}

export function resourcePendingCreates(
  definition: { readonly type: string; readonly replaceOn: readonly string[] },
  account: () => string,
  open: () => PendingCreateStore | undefined,
): ResourcePendingCreates {
  const keyOf = (step: Step, properties: Properties): string => {
    const natural = definition.replaceOn.map((property) => properties[property]);
    return keyOfCreate(account(), definition.type, step, natural);
  };
  const close = (properties: Properties, ...steps: readonly Step[]): void => {
    const store = open();
    if (store && !store.isEmpty) {
      for (const step of steps) {
        store.close(keyOf(step, properties));
      }
    }
  };
  return {
    run: async (step, inputs, method) => {
      const store = open();
      return store ? runRecorded(store, keyOf(step, inputs), definition.type, method) : method(noPendingCreates);
    },
    seen: (known) => close(known, "create"),
    forget: (known) => close(known, "create", "update"),
  };
}

async function runRecorded<T>(
  store: PendingCreateStore,
  key: string,
  type: string,
  method: (pending: PendingCreates) => Promise<T>,
): Promise<T> {
  const pending: PendingCreates = {
    pendingCreate: store.find(key),
    recordPending: async (marks = []) => {
      store.record(key, type, marks);
      return { withdraw: () => store.close(key) };
    },
  };
  try {
    const result = await method(pending);
    store.markMade(key);
    return result;
  } catch (error) {
    if (error instanceof IncompleteError) {
      // The engine saves an incomplete object like a complete one.
      store.markMade(key);
    } else {
      store.markUndecided(key);
    }
    throw error;
  }
}

/**
 * Identifies a create: the account, the type and the inputs that replace the object. Stored file names depend
 * on it, so it must not change.
 */
function keyOfCreate(account: string, type: string, step: Step, natural: readonly unknown[]): string {
  return JSON.stringify([account, type, step, natural.map(withSortedKeys)]);
}

/** The engine returns an object's keys in its own order. */
function withSortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withSortedKeys);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, withSortedKeys(item)]));
}
