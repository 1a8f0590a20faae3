/**
 * Data source: a zone by its name.
 *
 * Vendor: GET /zones
 */
import { z } from "zod";
import { defineFunction } from "../define-function.ts";
import { Hostname } from "../hostname.ts";
import type { CloudflareClient } from "./client.ts";

export const getZone = defineFunction({
  token: "cloudflare:getZone",
  description: "Returns a zone by its name.",
  inputs: z.strictObject({ name: Hostname.describe("The zone's name, such as saasprovider.com.") }),
  outputs: z.object({
    zoneId: z.string().describe("Cloudflare's id for the zone."),
    name: z.string().describe("The zone's name."),
    status: z.string().optional().describe("Cloudflare's status of the zone: initializing, pending, active, moved."),
  }),
  run: async ({ name }, { client }: { readonly client: CloudflareClient }) => {
    for await (const zone of client.listZones({ name })) {
      if (zone.name.toLowerCase() === name.toLowerCase()) {
        return { zoneId: zone.id, name: zone.name, status: zone.status ?? undefined };
      }
    }
    throw new Error(
      `Cloudflare shows no zone ${JSON.stringify(name)} to these credentials: check the name, and that the API token ` +
        "may read the zone (Zone: Read)",
    );
  },
});
