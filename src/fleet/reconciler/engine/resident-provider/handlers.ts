import type { Handler } from "@marketplane/providers/describe-resource.ts";
import { providerLine } from "@marketplane/providers/managed-resource.ts";
import type { HandlerOptions } from "@marketplane/providers/resource-handler.ts";
import { resources } from "@marketplane/providers/vendors.ts";

export type { Handler };

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
