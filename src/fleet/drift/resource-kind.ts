import type { ResourceDefinition } from "@marketplane/providers/define-resource.ts";
import {
  changedProperties,
  needsRepair,
  type ObservedResource,
  observeResource,
} from "@marketplane/providers/observe-resource.ts";
import { isSecretProperty } from "@marketplane/providers/secret-marks.ts";
import type { z } from "zod";
import type { Connection, VendorName } from "./vendor-connections.ts";

type Properties = Readonly<Record<string, unknown>>;

/** What drift detection has to know of a type of resource, beside what its definition says. */
interface Traits<Client> {
  readonly vendor: VendorName;
  readonly clientOf: (connection: Connection) => Client;
  /** Why an object that is as declared does not do its work. */
  readonly problemOf?: (outputs: Properties, client: Client) => string | undefined | Promise<string | undefined>;
  /** The number that a repair brings to nothing, where what is to be repaired is a value and no failure. */
  readonly repairedOutput?: string;
}

/** A type of resource, whatever its definition's own types are. */
export interface ResourceKind {
  readonly type: string;
  readonly vendor: VendorName;
  /** The inputs that name an object, before it has an id. */
  readonly naming: readonly string[];
  /** False of what is kept by nobody but us. */
  readonly isAtVendor: boolean;
  readonly repairedOutput: string | undefined;
  /** As a refresh sees it; undefined when the object is gone. Left out where the vendor documents no way to look. */
  readonly observe?: (id: string, known: Properties, connection: Connection) => Promise<ObservedResource | undefined>;
  /** Names of the inputs that an `up` after a refresh would find changed. */
  changed(outputs: Properties, desired: Properties): readonly string[];
  needsRepair(outputs: Properties): boolean;
  problemOf(outputs: Properties, connection: Connection): Promise<string | undefined>;
  isSecret(property: string, value: unknown): boolean;
}

/** Makes a kind of a resource's own definition: its read and its diff are what decides. */
export function kindOf<Schema extends z.ZodObject, State extends object, Client, Scope>(
  definition: ResourceDefinition<Schema, State, Client, Scope>,
  { vendor, clientOf, problemOf, repairedOutput }: Traits<Client>,
): ResourceKind {
  return {
    ...unreadableKind(definition, { vendor, isAtVendor: true }),
    repairedOutput,
    observe: (id, known, connection) =>
      observeResource(definition, id, known, { client: clientOf(connection), clock: connection.clock }),
    problemOf: async (outputs, connection) => problemOf?.(outputs, clientOf(connection)),
  };
}

/** A kind of which no call tells. */
export function unreadableKind<Schema extends z.ZodObject, State extends object, Client, Scope>(
  definition: ResourceDefinition<Schema, State, Client, Scope>,
  { vendor, isAtVendor }: Pick<ResourceKind, "vendor" | "isAtVendor">,
): ResourceKind {
  return {
    type: definition.type,
    vendor,
    naming: definition.replaceOn,
    isAtVendor,
    repairedOutput: undefined,
    changed: (outputs, desired) => changedProperties(definition, outputs, desired),
    needsRepair: (outputs) => needsRepair(definition, outputs),
    problemOf: async () => undefined,
    isSecret: (property, value) => isSecretProperty(definition, property, value),
  };
}
