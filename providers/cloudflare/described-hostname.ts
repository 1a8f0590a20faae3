import { z } from "zod";
import type { OutputsOf } from "../define-resource.ts";
import { CustomHostnameOutputs } from "./custom-hostname/inputs.ts";
import { idOf, toState } from "./custom-hostname/mapping.ts";
import type { CustomHostname as Wire } from "./schema.ts";

/** A custom hostname as the data sources return it. */
export const DescribedHostname = z.object({
  importId: z.string().describe("Id of the resource CustomHostname, for `pulumi import`."),
  zoneId: z.string().describe("Id of the zone that serves the hostname."),
  hostname: z.string().describe("The customer's name."),
  sslMethod: z.string().optional().describe("How the customer proves control of the hostname: http, txt, email."),
  customMetadata: z.record(z.string(), z.unknown()).optional().describe("JSON for Workers and rules."),
  customOriginServer: z.string().optional().describe("An origin other than the zone's fallback origin."),
  customOriginSni: z.string().optional().describe("TLS server name (SNI) for the custom origin."),
  ...CustomHostnameOutputs.shape,
});

export function describeHostname(zoneId: string, wire: Wire): OutputsOf<typeof DescribedHostname> {
  return {
    importId: idOf(zoneId, wire.id),
    zoneId,
    hostname: wire.hostname,
    sslMethod: wire.ssl?.method ?? undefined,
    customMetadata: wire.custom_metadata ?? undefined,
    customOriginServer: wire.custom_origin_server ?? undefined,
    customOriginSni: wire.custom_origin_sni ?? undefined,
    ...toState(wire, {}),
  };
}
