/**
 * Data source: the fallback origin of a zone.
 *
 * Vendor: GET /zones/{zone}/custom_hostnames/fallback_origin
 */
import { z } from "zod";
import { defineFunction } from "../define-function.ts";
import type { CloudflareClient } from "./client.ts";
import { FallbackOriginOutputs, toState } from "./fallback-origin/put.ts";
import { ZoneId } from "./zone-id.ts";

export const getFallbackOrigin = defineFunction({
  token: "cloudflare:getFallbackOrigin",
  description: "Returns the fallback origin of a zone.",
  inputs: z.strictObject({ zoneId: ZoneId.describe("Id of the zone.") }),
  outputs: z.object({
    zoneId: z.string().describe("Id of the zone."),
    origin: z.string().describe("Hostname of the record that receives the traffic of the custom hostnames."),
    ...FallbackOriginOutputs.shape,
  }),
  run: async ({ zoneId }, { client }: { readonly client: CloudflareClient }) => {
    const wire = await client.findFallbackOrigin(zoneId);
    if (!wire) {
      throw new Error(`Cloudflare has no fallback origin in zone ${zoneId}`);
    }
    return { zoneId, origin: wire.origin, ...toState(wire) };
  },
});
