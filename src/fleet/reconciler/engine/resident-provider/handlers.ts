import type { Handler } from "@marketplane/providers/describe-resource.ts";
import { providerLine } from "@marketplane/providers/managed-resource.ts";
import type { HandlerOptions } from "@marketplane/providers/resource-handler.ts";
import { resources } from "@marketplane/providers/vendors.ts";

export type { Handler };

const byLine = new Map(resources.map((resource) => [providerLine(resource.definition.module), resource]));

/**
 * The handlers of one account, found by the provider line that the state keeps, each made when it is first
 * asked for. Throws for a line that no resource of ours has.
 */
export function handlersFor(options: HandlerOptions): (line: unknown) => Handler {
  const made = new Map<string, Handler>();
  return (line) => {
    const resource = typeof line === "string" ? byLine.get(line) : undefined;
    if (typeof line !== "string" || !resource) {
      throw new Error("this is no resource of marketplane's: its state names another provider");
    }
    const handler = made.get(line) ?? resource.createHandler(options);
    made.set(line, handler);
    return handler;
  };
}
