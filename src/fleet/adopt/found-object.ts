import type { ResourceDefinition } from "@marketplane/providers/define-resource.ts";
import { systemClock } from "@marketplane/providers/http/clock.ts";
import type { SecretNames } from "@marketplane/providers/secret-marks.ts";
import type { Settings } from "@marketplane/providers/settings.ts";
import type { z } from "zod";

/** What has to be known of a resource to write one down. */
export interface FoundDefinition extends SecretNames {
  readonly type: string;
  readonly module: string;
  readonly inputs: z.ZodObject;
  /** The inputs that name an object. */
  readonly replaceOn: readonly string[];
}

/** An object at a vendor, as a resource of ours would manage it. */
export interface FoundObject {
  readonly definition: FoundDefinition;
  readonly id: string;
  /** The resource's name in the program: what people call the object, the same in every run. */
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly state: Readonly<Record<string, unknown>>;
}

/** Finds the objects of one kind in one scope. */
export type Search = (settings: Settings) => AsyncIterable<FoundObject>;

/** Makes a search of a definition's own list. */
export function searchFor<Schema extends z.ZodObject, State extends object, Client, Scope>(
  definition: ResourceDefinition<Schema, State, Client, Scope>,
  scope: Scope,
  nameOf: (inputs: z.output<Schema>) => string,
  isWanted: (inputs: z.output<Schema>) => boolean = () => true,
): Search {
  return async function* (settings) {
    const context = { client: definition.connect(settings), clock: systemClock };
    for await (const { id, inputs, state } of definition.list(scope, context)) {
      if (isWanted(inputs)) {
        yield { definition, id, name: nameOf(inputs), inputs: toRecord(inputs), state: toRecord(state) };
      }
    }
  };
}

/** As the engine keeps it: plain JSON without what is undefined. */
function toRecord(value: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value));
}
