import { z } from "@hono/zod-openapi";
import { optionalText, optionalTexts } from "../marketplace-text.ts";

/** Clever Cloud's ids are addon_ and a UUID; related marketplaces use other forms. */
const AddonId = z.string().regex(/^[\x21-\x7e]{1,255}$/, "must be 1 to 255 printable characters without spaces");

/**
 * The body of POST base_url ("Provisioning"). Only the fields that an add-on cannot do without are required.
 * Unknown fields are ignored, and unusable values of optional fields count as missing: Clever Cloud adds and
 * removes fields.
 */
export const ProvisionRequest = z.object({
  addon_id: AddonId.describe("Clever Cloud's id of the add-on."),
  plan: z.string().describe("The plan's slug, as created in Clever Cloud's dashboard."),
  owner_id: optionalText.describe("The organisation that the add-on belongs to."),
  owner_name: optionalText.describe("The organisation's name."),
  user_id: optionalText.describe("The user who ordered the add-on."),
  region: optionalText.describe("Upper or lower case: the marketplace writes EU here and eu elsewhere."),
  callback_url: optionalText.describe("Clever Cloud's address of the add-on."),
  options: optionalTexts.describe("A map of texts."),
});
export type ProvisionRequest = z.infer<typeof ProvisionRequest>;

/** The body of PUT base_url/{id} ("Plan change"). */
export const PlanChangeRequest = z.object({
  addon_id: optionalText.describe("Clever Cloud's id of the add-on."),
  plan: z.string().describe("The slug of the new plan."),
});
export type PlanChangeRequest = z.infer<typeof PlanChangeRequest>;

/** The facts of an order that are stored in addition to the plan. None of them is secret. */
export function toMarketplaceFacts(request: ProvisionRequest): Record<string, unknown> {
  const facts = {
    ownerId: request.owner_id,
    ownerName: request.owner_name,
    userId: request.user_id,
    region: request.region?.toLowerCase(),
    callbackUrl: request.callback_url,
    options: request.options,
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
