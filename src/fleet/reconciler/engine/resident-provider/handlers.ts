import { counter } from "@marketplane/providers/apifew/counter.ts";
import { license } from "@marketplane/providers/apifew/license.ts";
import { licenseAssignment } from "@marketplane/providers/apifew/license-assignment.ts";
import { managedUser } from "@marketplane/providers/apifew/managed-user.ts";
import { pricing } from "@marketplane/providers/apifew/pricing.ts";
import { user } from "@marketplane/providers/apifew/user.ts";
import { addon } from "@marketplane/providers/clevercloud/addon.ts";
import { addonConfig } from "@marketplane/providers/clevercloud/addon-config.ts";
import { addonManifest } from "@marketplane/providers/clevercloud/addon-manifest.ts";
import { customHostname } from "@marketplane/providers/cloudflare/custom-hostname.ts";
import { fallbackOrigin } from "@marketplane/providers/cloudflare/fallback-origin.ts";
import type { ResourceDefinition } from "@marketplane/providers/define-resource.ts";
import { providerLine } from "@marketplane/providers/managed-resource.ts";
import { createHandler, type HandlerOptions } from "@marketplane/providers/resource-handler.ts";
import type { z } from "zod";

export type Handler = ReturnType<typeof createHandler>;

const makers = new Map([
  makerOf(addon),
  makerOf(addonConfig),
  makerOf(addonManifest),
  makerOf(counter),
  makerOf(customHostname),
  makerOf(fallbackOrigin),
  makerOf(license),
  makerOf(licenseAssignment),
  makerOf(managedUser),
  makerOf(pricing),
  makerOf(user),
]);

function makerOf<Schema extends z.ZodObject, State extends object, Client, Scope>(
  definition: ResourceDefinition<Schema, State, Client, Scope>,
): [line: string, make: (options: HandlerOptions) => Handler] {
  return [providerLine(definition.module), (options) => createHandler(definition, options)];
}

/**
 * The handlers of one account, found by the provider line that the state keeps, each made when it is first asked for.
 * Throws for a line that no resource of ours has.
 */
export function handlersFor(options: HandlerOptions): (line: unknown) => Handler {
  const made = new Map<string, Handler>();
  return (line) => {
    const make = typeof line === "string" ? makers.get(line) : undefined;
    if (typeof line !== "string" || !make) {
      throw new Error("this is no resource of marketplane's: its state names another provider");
    }
    const handler = made.get(line) ?? make(options);
    made.set(line, handler);
    return handler;
  };
}
