/**
 * Data source: the custom hostnames of a zone.
 *
 * Vendor: GET /zones/{zone}/custom_hostnames
 */
import { z } from "zod";
import { defineFunction } from "../define-function.ts";
import type { CloudflareClient } from "./client.ts";
import { DescribedHostname, describeHostname } from "./described-hostname.ts";
import type { CustomHostname as Wire } from "./schema.ts";
import { ZoneId } from "./zone-id.ts";

const text = z.string({ error: "must be a string" }).min(1, "must not be empty");

const Inputs = z.strictObject({
  zoneId: ZoneId.describe("Id of the zone that serves the hostnames."),
  hostnameContains: text.toLowerCase().optional().describe("Only hostnames that contain this text."),
  status: text.optional().describe("Only hostnames with this status, such as active."),
  sslStatus: text.optional().describe("Only hostnames whose certificate has this status, such as active."),
  customOriginServer: text.toLowerCase().optional().describe("Only hostnames with this origin."),
});

export const getCustomHostnames = defineFunction({
  token: "cloudflare:getCustomHostnames",
  description: "Returns the custom hostnames of a zone, all or those that match every filter.",
  inputs: Inputs,
  outputs: z.object({
    hostnames: z.array(DescribedHostname).describe("The custom hostnames, in Cloudflare's order."),
  }),
  run: async (inputs, { client }: { readonly client: CloudflareClient }) => {
    const { zoneId, hostnameContains, status, sslStatus, customOriginServer } = inputs;
    const query = {
      "hostname.contain": hostnameContains,
      hostname_status: status,
      ssl_status: sslStatus,
      custom_origin_server: customOriginServer,
    };
    const hostnames = [];
    for await (const wire of client.listCustomHostnames(zoneId, query)) {
      // A version of the contract that does not know a filter ignores it.
      if (matches(wire, inputs)) {
        hostnames.push(describeHostname(zoneId, wire));
      }
    }
    return { hostnames };
  },
});

function matches(
  { hostname, status, ssl, custom_origin_server: origin }: Wire,
  filters: z.output<typeof Inputs>,
): boolean {
  const isAsWanted = (wanted: string | undefined, value: string | null | undefined) =>
    wanted === undefined || wanted === value;
  return (
    hostname.includes(filters.hostnameContains ?? "") &&
    isAsWanted(filters.status, status) &&
    isAsWanted(filters.sslStatus, ssl?.status) &&
    isAsWanted(filters.customOriginServer, origin)
  );
}
