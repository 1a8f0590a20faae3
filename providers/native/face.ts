import type { InputFailure } from "../check-inputs.ts";
import type { Handler } from "../describe-resource.ts";
import type { Decoded } from "./property-values.ts";
import type { Properties, Struct } from "./struct.ts";

/** What differs between an object and its declaration. */
export interface Difference {
  /** Undefined if the engine shall compare the inputs itself. */
  readonly changes: boolean | undefined;
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
  /** By property; undefined if it is not known which property differs. */
  readonly detail?: ReadonlyMap<string, PropertyChange>;
}

export interface PropertyChange {
  readonly kind: "add" | "update" | "delete";
  readonly isReplacing: boolean;
}

/** One resource type as the engine meets it. */
export interface ServedResource {
  readonly handler: Pick<Handler, "create" | "read" | "update" | "delete">;
  check(olds: Decoded, news: Decoded): Promise<{ readonly inputs: Properties; readonly failures: InputFailure[] }>;
  diff(
    id: string,
    sides: { readonly olds: Decoded; readonly oldInputs: Decoded; readonly news: Decoded },
  ): Promise<Difference>;
  /** What a preview knows of the outputs, without a call. */
  preview(news: Decoded, olds?: Decoded): Properties;
  /** Properties for the engine, with the secrets and the provider line of the request. */
  encode(properties: Properties | undefined, like: Decoded): Struct;
  /** The message without the secrets of the request. */
  redact(message: string, requests: readonly Decoded[]): string;
}

/**
 * How programs meet our resources: as dynamic resources, whose state names the code, or as those of the
 * native provider. Both use the same handlers and the same server.
 */
export interface Face {
  decode(struct: Struct | undefined): Decoded;
  /** The resource of a request; the properties are in the order in which they may name it. */
  find(urn: string, properties: readonly Decoded[]): Promise<ServedResource>;
}
