/**
 * Data source: the add-ons of the provider.
 *
 * Vendor: page "List all add-ons"
 */
import { z } from "zod";
import { defineFunction } from "../define-function.ts";
import { OwnerId, Plan } from "./addon-id.ts";
import type { ClevercloudClient } from "./connect.ts";

const Addon = z.object({
  addonId: z.string().describe("Clever Cloud's id for the add-on."),
  plan: z.string().optional().describe("The plan's slug."),
  ownerId: z.string().optional().describe("The customer's organisation or user."),
});

export const getAddons = defineFunction({
  token: "clevercloud:getAddons",
  description: "Returns the add-ons of the provider, all or those that match every filter.",
  inputs: z.strictObject({
    plan: Plan.optional().describe("Only add-ons with this plan, by its slug."),
    ownerId: OwnerId.optional().describe("Only add-ons of this organisation or user."),
  }),
  outputs: z.object({ addons: z.array(Addon).describe("The add-ons, in Clever Cloud's order.") }),
  run: async ({ plan, ownerId }, { client }: { readonly client: ClevercloudClient }) => {
    const addons = [];
    for await (const listed of client.vendorApi.listAddons()) {
      const isOfPlan = plan === undefined || listed.plan === plan;
      if (isOfPlan && (ownerId === undefined || listed.owner_id === ownerId)) {
        addons.push({
          addonId: listed.addon_id,
          plan: listed.plan ?? undefined,
          ownerId: listed.owner_id ?? undefined,
        });
      }
    }
    return { addons };
  },
});
