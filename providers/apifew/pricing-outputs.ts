import { z } from "zod";

/** How data sources name the pricing of a license. */
export const pricingOutputs = {
  pricingName: z.string().optional().describe("Name of the license's pricing."),
  pricingRevision: z.int().optional().describe("Revision of that pricing."),
};
