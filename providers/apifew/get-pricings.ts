/**
 * Data source: the pricings of the application.
 *
 * Vendor: "Pricings"
 */
import { z } from "zod";
import { defineFunction } from "../define-function.ts";
import type { ApifewClient } from "./client.ts";

const Pricing = z.object({
  name: z.string().describe("The pricing's name on apifew's website."),
  revision: z.int().describe("The revision."),
  uid: z.string().optional().describe("The pricing's uid, if apifew returns it."),
  features: z.array(z.string()).describe("Features of the revision."),
  licensesCount: z.int().describe("Number of licenses of the revision."),
});

export const getPricings = defineFunction({
  token: "apifew:getPricings",
  description: "Returns the pricings of the application in their latest revision, or in every revision.",
  inputs: z.strictObject({
    allRevisions: z
      .boolean({ error: "must be true or false" })
      .default(false)
      .describe("Whether to return older revisions as well."),
  }),
  outputs: z.object({ pricings: z.array(Pricing).describe("The pricings, in apifew's order.") }),
  run: async ({ allRevisions }, { client }: { readonly client: ApifewClient }) => {
    const pricings = await client.listPricings({ isCurrentRevisionOnly: !allRevisions });
    return {
      pricings: pricings.map(({ name, revision, uid, features, licensesCount }) => ({
        ...{ name, revision, uid, features, licensesCount },
      })),
    };
  },
});
