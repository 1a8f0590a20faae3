import type { z } from "zod";
import type { Context, ImportId, Observed, ResourceDefinition } from "./define-resource.ts";
import { changedProperties, needsRepair, type ObservedResource, observeResource, toPlain } from "./observe-resource.ts";
import { createHandler, type HandlerOptions } from "./resource-handler.ts";
import { isSecretProperty, type SecretNames } from "./secret-marks.ts";

export type Properties = Readonly<Record<string, unknown>>;
export type Handler = ReturnType<typeof createHandler>;

/** What a definition says without its own types: enough for pages, declarations and import files. */
export interface ResourceFacts extends SecretNames {
  readonly type: string;
  readonly module: string;
  readonly inputs: z.ZodObject;
  readonly outputs: z.ZodObject;
  /** The inputs that name an object. */
  readonly replaceOn: readonly string[];
  readonly createFirstOn?: readonly string[];
  readonly deleteBeforeReplace?: true;
  readonly options?: readonly string[];
  readonly stableOutputs?: readonly string[];
  readonly importId?: ImportId<Properties>;
}

/** An object at a vendor, as a resource would manage it. */
export interface FoundObject {
  readonly definition: ResourceFacts;
  readonly id: string;
  /** The resource's name in a program: what people call the object, the same in every run. */
  readonly name: string;
  readonly inputs: Properties;
  readonly state: Properties;
}

/** A resource in the state of a stack; its id is blank while an interrupted create may have made it. */
export interface ManagedResource {
  readonly type: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** What the stacks have in one account. */
export interface ManagedObjects {
  readonly resources: readonly ManagedResource[];
  /** True where a resource has this id. */
  hasId(type: string, id: string): boolean;
  /** True where an interrupted create may have made an object of these inputs: no state has its id. */
  mayBeMade(type: string, inputs: Properties): boolean;
}

/** How an object that no stack has is reported. */
export interface UnmanagedText {
  readonly message: string;
  /** What people call the object; by default its name in a program. */
  readonly name?: string;
  /** True of an object that does no harm where it is. */
  readonly isHarmless?: true;
}

/** What the adoption of existing objects is given by the person who asks for it. */
export interface AdoptOptions {
  /** Zones at Cloudflare. */
  readonly zones: readonly string[];
  /** Names of apifew's pricings by uid: its answers name pricings and have no uid. */
  readonly pricingNames: Readonly<Record<string, string>>;
  /** The endpoint of the add-on provider, as in its manifest: Clever Cloud's answers do not have it. */
  readonly baseUrl: string | undefined;
}

/** How existing objects of a type are found, and how they become resources of a program. */
interface Adoption<Inputs, Client> {
  readonly nameOf: (inputs: Inputs) => string;
  /** Excludes objects from a scan: false for an object that a resource of another type represents. */
  readonly isOwn?: (inputs: Inputs) => boolean;
  /** The name under which other objects need this one. */
  readonly provides?: (inputs: Inputs) => string;
  /** What must exist before the object, and is deleted after it. */
  readonly needs?: (inputs: Inputs) => readonly string[];
  /**
   * Adds the inputs that no listing has; undefined if the options are not sufficient to adopt objects of the
   * type.
   */
  readonly complete?: (
    options: AdoptOptions,
    context: Context<Client>,
  ) => Promise<((found: FoundObject) => Properties) | undefined>;
  /** What to report for an object that no stack has; "elsewhere" if the report of another type covers it. */
  readonly unmanaged: Unmanaged<Client> | "elsewhere";
}

/** Says what to report of an object that is found, undefined of one that a stack has. */
type Unmanaged<Client> = (
  managed: ManagedObjects,
  context: Context<Client>,
) => (found: FoundObject) => UnmanagedText | undefined | Promise<UnmanagedText | undefined>;

/** What the registry needs to know about a resource in addition to its definition. */
interface ResourceTraits<Inputs, Client> {
  /** Why an object that matches its declaration does not work. */
  readonly problemOf?: (outputs: Properties, client: Client) => string | undefined | Promise<string | undefined>;
  /** The numeric output that a repair resets to zero, if a repair fixes a value and not a failure. */
  readonly repairedOutput?: string;
  /** How existing objects are found and adopted, or why they cannot be. */
  readonly adoption: Adoption<Inputs, Client> | { readonly isImpossible: string };
  /** True of an object that all tenants share: a deployment declares it, and no tenant. */
  readonly isShared?: true;
  /** True if no update creates the object: it exists at the vendor, and the resource only refers to it. */
  readonly isNeverCreated?: true;
}

/** A resource type with any input and client types. */
export interface Resource {
  readonly definition: ResourceFacts;
  /** False if the resource exists only in the state, not at a vendor. */
  readonly isAtVendor: boolean;
  /** False if the vendor documents no way to read the object. */
  readonly isReadable: boolean;
  readonly repairedOutput: string | undefined;
  readonly isShared: boolean;
  readonly isNeverCreated: boolean;
  /** Why existing objects cannot be adopted; undefined where they can be. */
  readonly whyNotAdopted: string | undefined;
  createHandler(options: HandlerOptions): Handler;
  /** Names of the inputs that an `up` after a refresh would find changed. */
  changed(outputs: Properties, desired: Properties): readonly string[];
  needsRepair(outputs: Properties): boolean;
  isSecret(property: string, value: unknown): boolean;
  providedBy(inputs: Properties): string | undefined;
  neededBy(inputs: Properties): readonly string[];
}

/** A resource type, with what takes a client of its vendor. */
export interface DescribedResource<Client, Scope> extends Resource {
  /** As a refresh sees it; undefined when the object is gone. */
  observe(id: string, known: Properties, context: Context<Client>): Promise<ObservedResource | undefined>;
  problemOf(outputs: Properties, client: Client): Promise<string | undefined>;
  /** Every object of the type in the scope, except those that another type represents. */
  search(scope: Scope, context: Context<Client>): AsyncIterable<FoundObject>;
  completion(
    options: AdoptOptions,
    context: Context<Client>,
  ): Promise<((found: FoundObject) => Properties) | undefined>;
  /** Undefined where nothing is reported of the type's objects. */
  unmanaged?(...given: Parameters<Unmanaged<Client>>): ReturnType<Unmanaged<Client>>;
}

/** Describes a resource whose objects the vendor shows. */
export function describeResource<Schema extends z.ZodObject, State extends object, Client, Scope>(
  definition: ResourceDefinition<Schema, State, Client, Scope>,
  traits: ResourceTraits<z.output<Schema>, Client>,
): DescribedResource<Client, Scope> {
  const { problemOf, adoption } = traits;
  const found = "isImpossible" in adoption ? undefined : adoption;
  const asInputs = (inputs: Properties) => inputs as z.output<Schema>;
  const toFound = ({ id, inputs, state }: Observed<z.output<Schema>, State>, name: string): FoundObject => ({
    ...{ definition, id, name },
    inputs: toPlain(inputs),
    state: toPlain(state),
  });
  return {
    ...describeUnreadable(definition, { isAtVendor: true, whyNotAdopted: "" }),
    isReadable: true,
    whyNotAdopted: "isImpossible" in adoption ? adoption.isImpossible : undefined,
    repairedOutput: traits.repairedOutput,
    isShared: traits.isShared ?? false,
    isNeverCreated: traits.isNeverCreated ?? false,
    observe: (id, known, context) => observeResource(definition, id, known, context),
    problemOf: async (outputs, client) => problemOf?.(outputs, client),
    async *search(scope, context) {
      if (!found) {
        return;
      }
      for await (const observed of definition.list(scope, context)) {
        const isOwn = found.isOwn?.(observed.inputs) ?? true;
        if (isOwn) {
          yield toFound(observed, found.nameOf(observed.inputs));
        }
      }
    },
    completion: async (options, context) =>
      found?.complete ? found.complete(options, context) : ({ inputs }) => inputs,
    ...(found && found.unmanaged !== "elsewhere" && { unmanaged: found.unmanaged }),
    providedBy: (inputs) => found?.provides?.(asInputs(inputs)),
    neededBy: (inputs) => found?.needs?.(asInputs(inputs)) ?? [],
  };
}

/** Describes a resource whose objects no call shows. */
export function describeUnreadable<Schema extends z.ZodObject, State extends object, Client, Scope>(
  definition: ResourceDefinition<Schema, State, Client, Scope>,
  { isAtVendor, whyNotAdopted }: { readonly isAtVendor: boolean; readonly whyNotAdopted: string },
): DescribedResource<unknown, unknown> {
  return {
    ...{ definition, isAtVendor, whyNotAdopted },
    isReadable: false,
    repairedOutput: undefined,
    isShared: false,
    isNeverCreated: false,
    createHandler: (options) => createHandler(definition, options),
    changed: (outputs, desired) => changedProperties(definition, outputs, desired),
    needsRepair: (outputs) => needsRepair(definition, outputs),
    isSecret: (property, value) => isSecretProperty(definition, property, value),
    observe: () => Promise.reject(new Error(`no call shows objects of the type ${definition.type}`)),
    problemOf: async () => undefined,
    async *search() {},
    completion: async () => undefined,
    providedBy: () => undefined,
    neededBy: () => [],
  };
}

/** Reports every object that no stack has, under what it is called: the rule for most types. */
export function reportUnmanaged(textOf: (found: FoundObject) => UnmanagedText): Unmanaged<unknown> {
  return (managed) => (found) => {
    const {
      definition: { type },
      id,
      inputs,
    } = found;
    return managed.hasId(type, id) || managed.mayBeMade(type, inputs) ? undefined : textOf(found);
  };
}
