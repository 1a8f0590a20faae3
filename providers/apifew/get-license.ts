/**
 * Data source: a license by its key.
 *
 * Vendor: "License information"
 */
import { z } from "zod";
import { defineFunction } from "../define-function.ts";
import type { ApifewClient } from "./client.ts";
import { orMissing } from "./fault.ts";
import { pricingOutputs } from "./pricing-outputs.ts";

export const getLicense = defineFunction({
  token: "apifew:getLicense",
  description: "Returns a license by its key.",
  inputs: z.strictObject({
    key: z.string({ error: "must be a string" }).min(1, "must not be empty").describe("The license key."),
  }),
  secretInputs: ["key"],
  outputs: z.object({
    login: z.string().optional().describe("Login of the user of the license."),
    uid: z.string().optional().describe("apifew's id for that user in the application."),
    ...pricingOutputs,
    features: z.array(z.string()).describe("Features of the pricing."),
    pricingActive: z.boolean().describe("Whether the pricing is active for the license."),
    status: z.string().optional().describe("apifew's status of the license, such as subscribed."),
  }),
  run: async ({ key }, { client }: { readonly client: ApifewClient }) => {
    const license = await orMissing(client.getLicense(key), "apifew has no license with this key in the application");
    const { login, uid, features, isPricingActive: pricingActive, status, pricing } = license;
    return {
      ...{ login, uid, features, pricingActive, status },
      pricingName: pricing?.name,
      pricingRevision: pricing?.revision,
    };
  },
});
