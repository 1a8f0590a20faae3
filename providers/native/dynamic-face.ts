import type { Handler } from "../describe-resource.ts";
import { providerLine } from "../managed-resource.ts";
import { type HandlerOptions, providerKey } from "../resource-handler.ts";
import { unknownValue } from "../unknown.ts";
import { resources } from "../vendors.ts";
import type { Face, ServedResource } from "./face.ts";
import type { Decoded } from "./property-values.ts";
import { fromStruct, type Properties, toStruct } from "./struct.ts";

const byLine = new Map(resources.map((resource) => [providerLine(resource.definition.module), resource]));

/**
 * Finds a handler by the provider line in the state, for one set of accounts; each is created on first use.
 * Throws if no resource of ours has the line.
 */
export function handlersFor(options: HandlerOptions): (line: unknown) => Handler {
  const made = new Map<string, Handler>();
  return (line) => {
    const resource = typeof line === "string" ? byLine.get(line) : undefined;
    if (typeof line !== "string" || !resource) {
      throw new Error("the resource's state names a provider that is not marketplane's");
    }
    const handler = made.get(line) ?? resource.createHandler(options);
    made.set(line, handler);
    return handler;
  };
}

/**
 * Dynamic resources. Pulumi starts a separate process for them; this serves them from the running process.
 * Its responses are the same, so a stack works with either.
 */
export function dynamicFace(options: HandlerOptions): Face {
  const find = handlersFor(options);
  return {
    decode: (struct) => ({ values: fromStruct(struct), secrets: undefined }),
    find: async (_urn, properties) => {
      const lines = properties.map(({ values }) => values[providerKey]);
      return served(find(lines.find((line) => line !== undefined && line !== unknownValue)));
    },
  };
}

function served(handler: Handler): ServedResource {
  return {
    handler,
    check: async ({ values: olds }, { values: news }) => {
      const { inputs, failures } = await handler.check(olds, news);
      return { inputs: inputs ?? {}, failures: failures ?? [] };
    },
    diff: async (id, { olds, news }) => {
      const { changes, replaces = [], deleteBeforeReplace = false } = await handler.diff(id, olds.values, news.values);
      return { changes, replaces, deleteBeforeReplace };
    },
    // The engine asks a provider of dynamic resources for no preview.
    preview: ({ values }) => values,
    encode: (properties: Properties | undefined, { values: { [providerKey]: line } }: Decoded) =>
      toStruct({ ...properties, [providerKey]: line }),
    redact: (message) => message,
  };
}
