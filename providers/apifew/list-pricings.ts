/**
 * Pricings in both of the page's forms. Both have one path, and by the page a body without CURRENT_REV_ONLY asks for either of
 * them, as 0 does: so either form is taken, or both in one, for each of the two bodies.
 */
import type { z } from "zod";
import { VendorError } from "../http/vendor-error.ts";
import { type BasicPricing, type PricingDetails, Pricings } from "./schema.ts";

/** The call with a body of its own. */
export type PricingsCall = <Data>(body: object, schema: z.ZodType<Data>) => Promise<Data>;

/** The basic form: features and the number of licenses. */
export async function listBasicPricings(call: PricingsCall, isCurrentRevisionOnly: boolean): Promise<BasicPricing[]> {
  const answered = await call({ CURRENT_REV_ONLY: isCurrentRevisionOnly ? 1 : 0 }, Pricings);
  const needsFeatures = !isCurrentRevisionOnly && answered.some(({ features }) => features === undefined);
  // The details have no features; those of the latest revisions, which alone matter, come with 1.
  const basic = needsFeatures ? await call({ CURRENT_REV_ONLY: 1 }, Pricings) : [];
  return answered.map(({ licenses, ...pricing }) => {
    const { features, licensesCount } = pricing;
    const latest = basic.find(({ name, revision }) => name === pricing.name && revision === pricing.revision);
    return {
      ...pricing,
      licensesCount: licensesCount ?? licenses?.length ?? latest?.licensesCount ?? 0,
      features: features ?? latest?.features ?? [],
    };
  });
}

/** The details: every license. An answer without licenses would make each of them look absent. */
export async function listDetailedPricings(call: PricingsCall): Promise<PricingDetails[]> {
  for (const body of [{}, { CURRENT_REV_ONLY: 0 }]) {
    const answered = await call(body, Pricings);
    const detailed = answered.flatMap(({ licensesCount, features: _features, licenses, ...pricing }) =>
      licenses || licensesCount === 0 ? [{ ...pricing, licenses: licenses ?? [] }] : [],
    );
    if (detailed.length === answered.length) {
      return detailed;
    }
  }
  throw new VendorError({
    vendor: "apifew",
    kind: "malformed-response",
    outcome: "unknown",
    call: "POST /v2/app/pricings",
    detail:
      "the answer is not as documented: it has no licenses, neither with CURRENT_REV_ONLY 0 nor without it, so which licenses are " +
      "there cannot be seen",
  });
}
