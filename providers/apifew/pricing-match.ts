/**
 * Matches licenses to pricings. apifew takes a pricing's uid but returns its name, so the two are matched by
 * a uid in the response (undocumented), by license keys whose pricing is known, or by a configured name.
 */
import type { ApifewClient } from "./client.ts";
import { withKeys } from "./issued-index.ts";
import type { IssuedLicense } from "./issued-license.ts";
import type { PricingDetails } from "./schema.ts";

/** A pricing as a program declares it. */
export interface PricingReference {
  readonly pricingUid: string;
  readonly pricingName?: string | undefined;
}

/**
 * Pricing names learned from license keys, by uid. A plan change needs them to distinguish the old pricing
 * from the new one.
 */
const learnedNames = new WeakMap<ApifewClient, Map<string, string>>();

/** Learns a pricing's name from a license that is known to belong to it. */
export function learnName(
  client: ApifewClient,
  { pricingUid }: PricingReference,
  keys: readonly string[],
  issued: readonly IssuedLicense[],
): void {
  const name = withKeys(keys, issued).find(({ key }) => key !== "")?.pricing.name;
  if (name !== undefined) {
    const names = learnedNames.get(client) ?? new Map<string, string>();
    learnedNames.set(client, names.set(pricingUid, name));
  }
}

/** Whether the pricing's name was learned from one of its licenses. */
export function isNameLearned(client: ApifewClient, { pricingUid }: PricingReference): boolean {
  return learnedNames.get(client)?.has(pricingUid) ?? false;
}

export interface PricingMatch {
  readonly matching: readonly IssuedLicense[];
  /** Licenses that may or may not belong to this pricing. */
  readonly unclear: readonly IssuedLicense[];
}

/** Separates the licenses of a pricing from those of other pricings. */
export function matchPricing(
  client: ApifewClient,
  reference: PricingReference,
  issued: readonly IssuedLicense[],
): PricingMatch {
  const learned = learnedNames.get(client) ?? new Map<string, string>();
  const name = learned.get(reference.pricingUid) ?? reference.pricingName;
  const isMatching = ({ pricing }: IssuedLicense): boolean | undefined => {
    if (pricing.uid !== undefined) {
      return pricing.uid === reference.pricingUid;
    }
    if (name !== undefined) {
      return pricing.name === name;
    }
    if (pricing.isOnly) {
      return true;
    }
    return [...learned.values()].includes(pricing.name) ? false : undefined;
  };
  return {
    matching: issued.filter((license) => isMatching(license) === true),
    unclear: issued.filter((license) => isMatching(license) === undefined),
  };
}

/** The fix for a pricing whose licenses cannot be identified. */
export const howToNamePricing =
  "apifew returns pricing names without uids: set pricingName to the pricing's name on apifew's website";

/** The licenses of a pricing. Throws if they cannot be identified. */
export function licensesOfPricing(
  client: ApifewClient,
  reference: PricingReference,
  issued: readonly IssuedLicense[],
  what: string,
): readonly IssuedLicense[] {
  const { matching, unclear } = matchPricing(client, reference, issued);
  if (unclear.length > 0) {
    throw new Error(`${what} may be of pricing ${reference.pricingUid} or of another one; ${howToNamePricing}`);
  }
  return matching;
}

/**
 * Throws if no pricing has the name: it would match no license, and every run would count the existing ones
 * as another's.
 */
export function assertPricingNamed({ pricingName }: PricingReference, pricings: readonly PricingDetails[]): void {
  const isListed = pricings.some(({ uid, name }) => uid !== undefined || name === pricingName);
  if (pricingName !== undefined && !isListed) {
    const names = [...new Set(pricings.map(({ name }) => JSON.stringify(name)))].join(", ");
    throw new Error(`pricingName is ${JSON.stringify(pricingName)}, but apifew's pricings are ${names || "none"}`);
  }
}
