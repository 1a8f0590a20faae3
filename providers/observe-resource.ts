import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import type { Context, Known, ResourceDefinition } from "./define-resource.ts";
import { containsUnknown } from "./unknown.ts";

type Properties = Readonly<Record<string, unknown>>;

/** A vendor's object as the engine stores it: plain JSON, including options that the vendor does not know. */
export interface ObservedResource {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** Reads an object as a refresh does; undefined only when the vendor says that it is gone. */
export async function observeResource<Schema extends z.ZodObject, State extends object, Client, Scope>(
  definition: ResourceDefinition<Schema, State, Client, Scope>,
  id: string,
  known: Properties,
  context: Context<Client>,
): Promise<ObservedResource | undefined> {
  const observed = await definition.read(id, known as Known<z.output<Schema>, State>, context);
  if (!observed) {
    return undefined;
  }
  const inputs = { ...toPlain(observed.inputs), ...optionsOf(definition.options ?? [], known) };
  return { id: observed.id, inputs, outputs: toPlain({ ...inputs, ...observed.state }) };
}

/** The inputs whose new value differs in meaning from the old one. */
export function changedProperties<Schema extends z.ZodObject>(
  definition: Pick<ResourceDefinition<Schema, object, unknown, unknown>, "inputs" | "isSame">,
  olds: Properties,
  news: Properties,
): string[] {
  const isSame: Readonly<Record<string, ((old: unknown, news: unknown) => boolean) | undefined>> =
    definition.isSame ?? {};
  return Object.keys(definition.inputs.shape).filter((property) => {
    const [old, now] = [olds[property], news[property]];
    if (containsUnknown(now)) {
      return true;
    }
    return !isDeepStrictEqual(old, now) && !isSame[property]?.(old, now);
  });
}

/** Whether an update would repair the object although no input differs. */
export function needsRepair<Schema extends z.ZodObject, State extends object>(
  definition: Pick<ResourceDefinition<Schema, State, unknown, unknown>, "needsRepair">,
  outputs: Properties,
): boolean {
  return definition.needsRepair?.(outputs as Known<z.output<Schema>, State>) ?? false;
}

/**
 * The engine rejects values such as undefined or dates after the object was created; JSON contains none of
 * them.
 */
export function toPlain(value: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value));
}

function optionsOf(options: readonly string[], known: Properties): Properties {
  return Object.fromEntries(options.filter((name) => known[name] !== undefined).map((name) => [name, known[name]]));
}
