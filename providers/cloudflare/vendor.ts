import { z } from "zod";
import { defineVendor } from "../define-vendor.ts";
import { describeResource, type ManagedObjects, reportUnmanaged } from "../describe-resource.ts";
import { cloudflareAccount } from "./account.ts";
import { connectCloudflare } from "./connect.ts";
import { customHostname } from "./custom-hostname/index.ts";
import { fallbackOrigin } from "./fallback-origin/index.ts";
import { getCustomHostname } from "./get-custom-hostname.ts";
import { getCustomHostnames } from "./get-custom-hostnames.ts";
import { getFallbackOrigin } from "./get-fallback-origin.ts";
import { getQuota } from "./get-quota.ts";
import { getZone } from "./get-zone.ts";
import { hostnameProblem, originProblem } from "./problems.ts";
import { ZoneId } from "./zone-id.ts";

const originOf = ({ zoneId }: { readonly zoneId: string }) => `origin ${zoneId}`;

export const cloudflareVendor = defineVendor({
  account: cloudflareAccount,
  connect: connectCloudflare,
  resources: [
    describeResource(fallbackOrigin, {
      problemOf: originProblem,
      isShared: true,
      adoption: {
        nameOf: ({ origin }) => origin,
        provides: originOf,
        unmanaged: reportUnmanaged(({ inputs }) => ({
          message: `the fallback origin ${inputs.origin} in zone ${inputs.zoneId} is not in any stack`,
        })),
      },
    }),
    describeResource(customHostname, {
      problemOf: hostnameProblem,
      adoption: {
        nameOf: ({ hostname }) => hostname,
        needs: (inputs) => [originOf(inputs)],
        unmanaged: reportUnmanaged(({ inputs }) => ({
          message: `the custom hostname ${inputs.hostname} in zone ${inputs.zoneId} is not in any stack`,
        })),
      },
    }),
  ],
  functions: [getZone, getFallbackOrigin, getCustomHostname, getCustomHostnames, getQuota],
  // A zone may have tens of thousands of hostnames.
  isListedSlowly: true,
  scopesOf: async (managed) => zoneIdsIn(managed).map((zoneId) => ({ zoneId })),
  listInputs: z.strictObject({ zoneId: ZoneId.describe("Id of the zone whose objects to list.") }),
  listScope: ({ zoneId }) => ({ zoneId }),
  adoptScopes: ({ zones }) => zones.map((zoneId) => ({ zoneId })),
  adoptNotes: async () => [],
  check: async (client, { zoneId }) => {
    const found = await client.findFallbackOrigin(zoneId);
    // Cloudflare reports a missing fallback origin only for valid credentials.
    return found
      ? { text: `responds, fallback origin ${found.origin} is ${found.status ?? "of unknown status"}` }
      : { text: `responds, no fallback origin in zone ${zoneId}`, remedy: "Run `pulumi up`." };
  },
});

function zoneIdsIn({ resources }: ManagedObjects): string[] {
  const ids = resources.flatMap(({ inputs: { zoneId } }) =>
    typeof zoneId === "string" && zoneId !== "" ? [zoneId] : [],
  );
  return [...new Set(ids)];
}
