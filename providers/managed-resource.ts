// The SDK's index loads four times as many modules, among them its Automation API.
import type * as pulumi from "@pulumi/pulumi";
import { RunError } from "@pulumi/pulumi/errors.js";
import { output, secret } from "@pulumi/pulumi/output.js";
import { CustomResource, mergeOptions } from "@pulumi/pulumi/resource.js";
import type { z } from "zod";
import type { ResourceDescription } from "./define-resource.ts";
import { engineTypeOf, otherProvider, type ResourceProvider } from "./engine-types.ts";

/** Takes plain values and outputs alike, at any depth. */
export type DeepInput<T> = T extends string | number | boolean | null | undefined
  ? pulumi.Input<T>
  : T extends readonly (infer Item)[]
    ? pulumi.Input<readonly DeepInput<Item>[]>
    : unknown extends T
      ? pulumi.Input<T>
      : pulumi.Input<{ [Key in keyof T]: DeepInput<T[Key]> }>;

/** A resource's arguments, made from the schema of its inputs. */
export type ResourceArgs<Schema extends z.ZodObject> = {
  readonly [Key in keyof z.input<Schema>]: DeepInput<z.input<Schema>[Key]>;
};

/**
 * The code that the state stores for a resource: one line, the same for every instance, which never changes.
 * The path's version changes only with a shape of state that today's code can no longer read.
 */
export function providerLine(module: string): string {
  return `exports.handler=()=>require("@marketplane/providers/v1/${module}").handler;`;
}

/** Components that choose the provider of their children. */
const providersOfChildren = new WeakMap<pulumi.Resource, ResourceProvider>();

/**
 * Chooses the provider of a component's children. Each child has an alias of its type under the other
 * provider, so that a stack moves over and back without a call at a vendor.
 */
export function chooseProviderOfChildren(component: pulumi.ComponentResource, provider: ResourceProvider): void {
  providersOfChildren.set(component, provider);
}

/** A resource of this package; each subclass names its outputs and its definition. */
export abstract class ManagedResource<Schema extends z.ZodObject> extends CustomResource {
  protected constructor(
    definition: ResourceDescription<Schema>,
    name: string,
    args: ResourceArgs<Schema>,
    options: pulumi.CustomResourceOptions = {},
  ) {
    const { parent } = options;
    const chosen = parent && providersOfChildren.get(parent);
    const provider = chosen ?? "dynamic";
    if (provider === "dynamic") {
      refuseImport(definition, name, options);
    }
    const secretInputs = definition.secretInputs ?? [];
    const properties: pulumi.Inputs = { ...undefinedOf(Object.keys(definition.outputs.shape)), ...args };
    for (const property of secretInputs) {
      if (properties[property] !== undefined) {
        properties[property] = secret(properties[property]);
      }
    }
    const holdsSecret: Readonly<Record<string, ((value: unknown) => boolean) | undefined>> =
      definition.secretWhen ?? {};
    for (const property of Object.keys(holdsSecret)) {
      properties[property] = output(properties[property]).apply((value) =>
        holdsSecret[property]?.(value) ? secret(value) : value,
      );
    }
    const defaults: pulumi.CustomResourceOptions = {
      ...(definition.deleteBeforeReplace && { deleteBeforeReplace: true }),
      additionalSecretOutputs: [...secretInputs, ...(definition.secretOutputs ?? [])],
      ...(chosen && { aliases: [{ type: engineTypeOf(definition.type, otherProvider(chosen)) }] }),
    };
    // The SDK creates four promises per property, each with a stack trace that is resolved through source
    // maps: this takes most of the time of a program with many resources. Another trace is stored in the
    // state, a fifth of its size. It contains this machine's paths, and no frame that the engine could show.
    const { stackTraceLimit, prepareStackTrace } = Error;
    Error.stackTraceLimit = 0;
    Error.prepareStackTrace = String;
    try {
      super(
        engineTypeOf(definition.type, provider),
        name,
        provider === "native" ? properties : { ...properties, __provider: providerLine(definition.module) },
        mergeOptions(defaults, options),
      );
    } finally {
      Object.assign(Error, { stackTraceLimit, prepareStackTrace });
    }
  }
}

/**
 * The engine's import reads without the provider line and would end in a stack trace ("code must be a
 * string").
 */
function refuseImport(
  { type, inputs }: { type: string; inputs: z.ZodObject },
  name: string,
  options: pulumi.CustomResourceOptions,
): void {
  if (options.import !== undefined) {
    const own = "adopt" in inputs.shape ? "declare it with adopt: true, or " : "";
    throw new RunError(
      `${name}: ${type} cannot be imported by the resource option import; ${own}take it over with \`marketplane adopt\``,
    );
  }
}

/** An output exists for the program only when its name is given. */
function undefinedOf(names: readonly string[]): pulumi.Inputs {
  return Object.fromEntries(names.map((name) => [name, undefined]));
}
