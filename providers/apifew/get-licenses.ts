/**
 * Data source: the licenses of the application.
 *
 * Vendor: "Pricings and licenses details"
 */
import { z } from "zod";
import { defineFunction } from "../define-function.ts";
import type { ApifewClient } from "./client.ts";
import { isSameLogin, Login } from "./login.ts";
import { pricingOutputs } from "./pricing-outputs.ts";
import { PricingName } from "./pricing-uid.ts";

const License = z.object({
  key: z.string().optional().describe("The license key, if apifew shows it."),
  ...pricingOutputs,
  pricingUid: z.string().optional().describe("The pricing's uid, if apifew returns it."),
  ownerLogin: z.string().optional().describe("Login of the license's owner."),
  userLogin: z.string().optional().describe("Login of the user of the license; absent while it is free."),
  active: z.boolean().describe("Whether the license is active."),
  status: z.string().optional().describe("apifew's status of the license, such as subscribed."),
  endsOn: z.string().optional().describe("Last day of the license, such as 2026-12-31."),
});

export const getLicenses = defineFunction({
  token: "apifew:getLicenses",
  description: "Returns the licenses of the application, all or those that match every filter.",
  inputs: z.strictObject({
    pricingName: PricingName.optional().describe("Only licenses of the pricing with this name."),
    ownerLogin: Login.optional().describe("Only licenses of this owner."),
    userLogin: Login.optional().describe("Only the license that this user uses."),
  }),
  outputs: z.object({ licenses: z.array(License).describe("The licenses with their keys, by pricing.") }),
  secretOutputs: ["licenses"],
  run: async ({ pricingName, ownerLogin, userLogin }, { client }: { readonly client: ApifewClient }) => {
    const pricings = await client.listPricingDetails();
    const licenses = pricings
      .filter(({ name }) => pricingName === undefined || name === pricingName)
      .flatMap(({ name, revision, uid, licenses: own }) =>
        own
          .filter((one) => ownerLogin === undefined || isSameLogin(one.ownerLogin, ownerLogin))
          .filter((one) => userLogin === undefined || isSameLogin(one.userLogin, userLogin))
          .map(({ key, pricing, endsOn, isActive, status, ...logins }) => ({
            ...(key === "" ? {} : { key }),
            pricingName: name,
            pricingRevision: pricing?.revision ?? revision,
            pricingUid: uid,
            ownerLogin: logins.ownerLogin,
            userLogin: logins.userLogin,
            ...{ active: isActive, status, endsOn },
          })),
      );
    return { licenses };
  },
});
