/**
 * Data source: an add-on by its id.
 *
 * Vendor: pages "Get information about a specific add-on" and "List all add-ons"
 */
import { z } from "zod";
import { defineFunction } from "../define-function.ts";
import { AddonConfigOutputs } from "./addon-config.ts";
import { AddonId } from "./addon-id.ts";
import type { ClevercloudClient } from "./connect.ts";

const { name, region, ownerId, ownerEmail, callbackUrl } = AddonConfigOutputs.shape;

export const getAddon = defineFunction({
  token: "clevercloud:getAddon",
  description: "Returns an add-on of the provider by Clever Cloud's id for it, with its config vars.",
  inputs: z.strictObject({ addonId: AddonId.describe("Clever Cloud's id for the add-on.") }),
  outputs: z.object({
    addonId: z.string().describe("Clever Cloud's id for the add-on."),
    ...{ name, region, ownerId, ownerEmail, callbackUrl },
    plan: z.string().optional().describe("The plan's slug."),
    config: z.record(z.string(), z.string()).describe("The config vars."),
  }),
  secretOutputs: ["config"],
  run: async ({ addonId }, { client }: { readonly client: ClevercloudClient }) => {
    const info = await client.vendorApi.findAddon(addonId);
    if (!info) {
      throw new Error(`Clever Cloud has no add-on ${JSON.stringify(addonId)} of this provider`);
    }
    const listed = await client.vendorApi.findListed(addonId);
    return {
      addonId,
      name: info.name ?? "",
      region: info.region ?? "",
      ownerId: info.owner_id ?? "",
      ownerEmail: info.owner_email ?? undefined,
      callbackUrl: info.callback_url ?? client.callbackUrlOf(addonId),
      plan: listed?.plan ?? undefined,
      config: info.config ?? {},
    };
  },
});
