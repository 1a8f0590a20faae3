import type { z } from "zod";
import type { FunctionFacts, Invoked, VendorFunction } from "./define-function.ts";
import type { Context } from "./define-resource.ts";
import type {
  AdoptOptions,
  DescribedResource,
  FoundObject,
  ManagedObjects,
  Properties,
  Resource,
  UnmanagedText,
} from "./describe-resource.ts";
import { type Clock, systemClock } from "./http/clock.ts";
import type { ObservedResource } from "./observe-resource.ts";
import type { Settings } from "./settings.ts";
import type { VendorAccount } from "./vendor-account.ts";

/** An answer to the question whether the vendor takes our credentials. */
export interface VendorCheck {
  readonly text: string;
  /** What to do where something is missing. */
  readonly remedy?: string;
}

interface VendorDefinition<Name extends string, Client, Scope, Inputs extends z.ZodObject> {
  readonly account: VendorAccount<Name>;
  /**
   * Makes the client, one of the caller's own where a clock is given; throws SettingsError without
   * credentials.
   */
  readonly connect: (settings: Settings, transport: { readonly clock?: Clock }) => Client;
  /** Every resource, in the order in which their objects depend on each other. */
  readonly resources: readonly DescribedResource<NoInfer<Client>, Scope>[];
  /** Every data source. */
  readonly functions: readonly VendorFunction<NoInfer<Client>>[];
  /** The same for all spellings of one id, where the vendor takes several. */
  readonly foldId?: (id: string) => string;
  /** True where one object is looked up faster than all of them are listed. */
  readonly isListedSlowly?: true;
  /** Where to look for objects that no stack has, by what the stacks have. */
  readonly scopesOf: (managed: ManagedObjects, context: Context<Client>) => Promise<readonly Scope[]>;
  /** What a listing of a type's objects needs to know: the inputs of `pulumi do TYPE list`. */
  readonly listInputs: Inputs;
  readonly listScope: (inputs: z.output<Inputs>) => Scope;
  /** Where to look for objects to adopt. */
  readonly adoptScopes: (options: AdoptOptions) => readonly Scope[];
  /**
   * A note for people on objects that cannot be found. Throws if the options name something that does not
   * exist.
   */
  readonly adoptNotes: (options: AdoptOptions, client: Client) => Promise<readonly string[]>;
  /** A call that only reads. */
  readonly check: (client: NoInfer<Client>, at: { readonly zoneId: string }) => Promise<VendorCheck>;
}

/** A vendor with any client type. */
export interface Vendor<Name extends string = string> {
  readonly account: VendorAccount<Name>;
  readonly resources: readonly Resource[];
  readonly functions: readonly FunctionFacts[];
  readonly isListedSlowly: boolean;
  readonly listInputs: z.ZodObject;
  foldId(id: string): string;
  /** Connects to the account of these settings; throws SettingsError when they lack a credential. */
  connect(settings: Settings, transport?: { readonly clock?: Clock }): VendorConnection;
}

/** One account at a vendor. */
export interface VendorConnection {
  /** As a refresh sees it; undefined when the object is gone. */
  observe(type: string, id: string, known: Properties): Promise<ObservedResource | undefined>;
  /** Answers a data source; throws if the object does not exist. */
  invoke(token: string, args: Properties): Promise<Invoked>;
  /** Why an object that is as declared does not do its work. */
  problemOf(type: string, outputs: Properties): Promise<string | undefined>;
  /** Every object that no stack has, where the stacks have others. */
  findUnmanaged(managed: ManagedObjects): AsyncIterable<FoundObject & { readonly text: UnmanagedText }>;
  /** Every object of a type that a resource can represent, in the scope of checked list inputs. */
  list(type: string, inputs: Properties): AsyncIterable<FoundObject>;
  /** Every object that a resource can stand for. */
  findAdoptable(options: AdoptOptions): AsyncIterable<FoundObject>;
  adoptNotes(options: AdoptOptions): Promise<readonly string[]>;
  check(at: { readonly zoneId: string }): Promise<VendorCheck>;
}

/** Declares a vendor once. All code that handles every vendor is derived from this. */
export function defineVendor<Name extends string, Client, Scope, Inputs extends z.ZodObject>(
  definition: VendorDefinition<Name, Client, Scope, Inputs>,
): Vendor<Name> {
  const { account, resources, functions, isListedSlowly = false, listInputs } = definition;
  const { foldId = (id: string) => id } = definition;
  return {
    ...{ account, resources, functions, isListedSlowly, listInputs, foldId },
    connect: (settings, transport = {}) =>
      connection(definition, {
        client: definition.connect(settings, transport),
        clock: transport.clock ?? systemClock,
      }),
  };
}

function connection<Name extends string, Client, Scope, Inputs extends z.ZodObject>(
  definition: VendorDefinition<Name, Client, Scope, Inputs>,
  context: Context<Client>,
): VendorConnection {
  const { account, resources, functions, scopesOf, listScope, adoptScopes, adoptNotes, check } = definition;
  const byType = new Map(resources.map((resource) => [resource.definition.type, resource]));
  const resourceOf = (type: string): DescribedResource<Client, Scope> => {
    const resource = byType.get(type);
    if (!resource) {
      throw new Error(`${account.title} has no resource of the type ${type}`);
    }
    return resource;
  };
  return {
    invoke: async (token, args) => {
      const called = functions.find((candidate) => candidate.token === token);
      if (!called) {
        throw new Error(`${account.title} has no function ${token}`);
      }
      return called.invoke(args, context);
    },
    observe: (type, id, known) => resourceOf(type).observe(id, known, context),
    problemOf: (type, outputs) => resourceOf(type).problemOf(outputs, context.client),
    list: (type, inputs) => resourceOf(type).search(listScope(inputs as z.output<Inputs>), context),
    async *findUnmanaged(managed) {
      for (const scope of await scopesOf(managed, context)) {
        for (const resource of resources) {
          const textOf = resource.unmanaged?.(managed, context);
          if (!textOf) {
            continue;
          }
          for await (const found of resource.search(scope, context)) {
            const text = await textOf(found);
            if (text) {
              yield { ...found, text };
            }
          }
        }
      }
    },
    async *findAdoptable(options) {
      for (const scope of adoptScopes(options)) {
        for (const resource of resources) {
          const complete = await resource.completion(options, context);
          if (!complete) {
            continue;
          }
          for await (const found of resource.search(scope, context)) {
            yield { ...found, inputs: complete(found) };
          }
        }
      }
    },
    adoptNotes: (options) => adoptNotes(options, context.client),
    check: (at) => check(context.client, at),
  };
}
