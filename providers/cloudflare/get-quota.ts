/**
 * Data source: how many custom hostnames a zone may have.
 *
 * Vendor: GET /zones/{zone}/custom_hostnames/quota
 */
import { z } from "zod";
import { defineFunction } from "../define-function.ts";
import type { CloudflareClient } from "./client.ts";
import { ZoneId } from "./zone-id.ts";

export const getQuota = defineFunction({
  token: "cloudflare:getQuota",
  description: "Returns the quota of a zone's custom hostnames, and how much of it is used.",
  inputs: z.strictObject({ zoneId: ZoneId.describe("Id of the zone.") }),
  outputs: z.object({
    allocated: z.int().describe("How many custom hostnames the zone's plan includes."),
    used: z.int().describe("How many custom hostnames the zone has."),
    exceeded: z.boolean().describe("Whether more are used than allocated; Cloudflare bills those."),
    hardCap: z
      .int()
      .optional()
      .describe("The number at which Cloudflare refuses another hostname, if it returns the number."),
  }),
  run: async ({ zoneId }, { client }: { readonly client: CloudflareClient }) => {
    const { allocated, used, exceeded, hard_cap: hardCap } = await client.getQuota(zoneId);
    return { allocated, used, exceeded: exceeded ?? used > allocated, hardCap: hardCap ?? undefined };
  },
});
