/**
 * Data source: a custom hostname by its name or id.
 *
 * Vendor: GET /zones/{zone}/custom_hostnames, GET /zones/{zone}/custom_hostnames/{id}
 */
import { z } from "zod";
import { defineFunction } from "../define-function.ts";
import { CustomerHostname } from "../hostname.ts";
import type { CloudflareClient } from "./client.ts";
import { DescribedHostname, describeHostname } from "./described-hostname.ts";
import type { CustomHostname as Wire } from "./schema.ts";
import { ZoneId } from "./zone-id.ts";

const Inputs = z.strictObject({
  zoneId: ZoneId.describe("Id of the zone that serves the hostname."),
  hostname: CustomerHostname.optional().describe("The customer's name; required without hostnameId."),
  hostnameId: z
    .string({ error: "must be a string" })
    .min(1, "must not be empty")
    .optional()
    .describe("Cloudflare's id for the hostname; required without hostname."),
});

export const getCustomHostname = defineFunction({
  token: "cloudflare:getCustomHostname",
  description: "Returns a custom hostname of a zone by its name, or by Cloudflare's id for it.",
  inputs: Inputs,
  rules: [
    ({ hostname, hostnameId }) =>
      (hostname === undefined) === (hostnameId === undefined)
        ? { property: "hostname", reason: "or hostnameId must be given, and not both" }
        : undefined,
  ],
  outputs: DescribedHostname,
  run: async (inputs, { client }: { readonly client: CloudflareClient }) => {
    const wire = await find(inputs, client);
    if (!wire) {
      const { zoneId, hostname, hostnameId } = inputs;
      const what = hostname === undefined ? `with the id ${JSON.stringify(hostnameId)}` : JSON.stringify(hostname);
      throw new Error(`Cloudflare has no custom hostname ${what} in zone ${zoneId}`);
    }
    return describeHostname(inputs.zoneId, wire);
  },
});

async function find(
  { zoneId, hostname, hostnameId }: z.output<typeof Inputs>,
  client: CloudflareClient,
): Promise<Wire | undefined> {
  if (hostnameId !== undefined) {
    return client.findCustomHostname(zoneId, hostnameId);
  }
  for await (const wire of client.listCustomHostnames(zoneId, { hostname })) {
    if (wire.hostname === hostname) {
      return wire;
    }
  }
  return undefined;
}
