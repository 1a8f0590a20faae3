/**
 * Pricings in both forms of apifew's page. Both forms use one path, and the page is ambiguous about the body:
 * one without CURRENT_REV_ONLY may request either form, and so may 0. So for each of the two bodies, either
 * form or a mix of both is accepted.
 */
import type { z } from "zod";
import { VendorError } from "../http/vendor-error.ts";
import { type BasicPricing, type PricingDetails, Pricings } from "./schema.ts";

/** Sends the call with the given body. */
export type PricingsCall = <Data>(body: object, schema: z.ZodType<Data>) => Promise<Data>;

/** The basic form: features and the number of licenses. */
export async function listBasicPricings(call: PricingsCall, isCurrentRevisionOnly: boolean): Promise<BasicPricing[]> {
  const answered = await call({ CURRENT_REV_ONLY: isCurrentRevisionOnly ? 1 : 0 }, Pricings);
  const needsFeatures = !isCurrentRevisionOnly && answered.some(({ features }) => features === undefined);
  // The details lack features. Only those of the latest revisions matter, and 1 returns them.
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

/**
 * The detailed form, with every license. A response without licenses would make all of them look missing, so
 * it is an error.
 */
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
      "the response is not as documented: it has no licenses, neither with CURRENT_REV_ONLY 0 nor without it, so the existing " +
      "licenses are unknown",
  });
}
