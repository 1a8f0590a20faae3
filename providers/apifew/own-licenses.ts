/** Decides which of the listed licenses belong to a License resource. */
import type { Known } from "../define-resource.ts";
import type { ApifewClient } from "./client.ts";
import { isAbsent } from "./fault.ts";
import { ownedBy, withKeys } from "./issued-index.ts";
import { type IssuedLicense, toIssuedLicenses } from "./issued-license.ts";
import type { LicenseInputs, LicenseState } from "./license/inputs.ts";
import { isSameLogin } from "./login.ts";
import { isNameLearned, learnName, licensesOfPricing, matchPricing, type PricingReference } from "./pricing-match.ts";
import type { PricingDetails } from "./schema.ts";

/** The licenses of one pricing that one login owns. */
export interface OwnedPricing extends PricingReference {
  readonly ownerLogin: string;
}

/** All licenses that apifew has issued for the application. */
export async function listIssued(client: ApifewClient): Promise<readonly IssuedLicense[]> {
  return issuedIn(await client.listPricingDetails());
}

/** The same, without licenses that cannot be assigned to the owner: see assignable. */
export async function listIssuedFor(client: ApifewClient, ownerLogin: string): Promise<readonly IssuedLicense[]> {
  return assignable(client, ownerLogin, await listIssued(client));
}

/**
 * Leaves out licenses that apifew lists under another spelling of the owner's login for which no user exists.
 * They belong to a deleted user whose login differed only in letter case, so they cannot be assigned.
 */
export async function assignable(
  client: ApifewClient,
  ownerLogin: string,
  issued: readonly IssuedLicense[],
): Promise<readonly IssuedLicense[]> {
  const listed = new Set(ownedBy(ownerLogin, issued).flatMap((license) => license.ownerLogin ?? []));
  listed.delete(ownerLogin);
  const absent = new Set<string | undefined>();
  for (const login of listed) {
    if (!(await isUser(client, login))) {
      absent.add(login);
    }
  }
  return absent.size === 0 ? issued : issued.filter((license) => !absent.has(license.ownerLogin));
}

async function isUser(client: ApifewClient, login: string): Promise<boolean> {
  try {
    await client.getUser(login);
    return true;
  } catch (error) {
    if (isAbsent(error)) {
      return false;
    }
    throw error;
  }
}

/** The same, for one of many reads that share the response. */
export async function readIssued(client: ApifewClient): Promise<readonly IssuedLicense[]> {
  return issuedIn(await client.readPricingDetails());
}

const known = new WeakMap<readonly PricingDetails[], readonly IssuedLicense[]>();

/** The licenses in a response, converted once for all readers. */
export function issuedIn(pricings: readonly PricingDetails[]): readonly IssuedLicense[] {
  const issued = known.get(pricings) ?? toIssuedLicenses(pricings);
  known.set(pricings, issued);
  return issued;
}

/** All licenses of this pricing and owner. Throws if apifew's response does not identify them. */
export function licensesOfPair(
  client: ApifewClient,
  pair: OwnedPricing,
  issued: readonly IssuedLicense[],
): readonly IssuedLicense[] {
  const what = `the licenses of ${pair.ownerLogin}`;
  const licenses = licensesOfPricing(client, pair, ownedBy(pair.ownerLogin, issued), what);
  if (licenses.some(({ key }) => key === "")) {
    throw new Error(`${what} are listed without their keys, so this resource's licenses cannot be identified`);
  }
  return licenses;
}

/**
 * Keys of the resource's own licenses that still exist. After an import no keys are known: then those of this
 * pricing and owner, up to the quantity. Licenses of a pending create are adopted only by an update.
 */
export async function findOwnKeys(
  client: ApifewClient,
  pair: OwnedPricing,
  known: Known<LicenseInputs, LicenseState>,
  issued: readonly IssuedLicense[],
): Promise<readonly string[]> {
  const { keys } = known;
  const own = await assignable(client, pair.ownerLogin, issued);
  if (keys === undefined) {
    const licenses = licensesOfPair(client, pair, own);
    const { quantity = licenses.length } = known;
    return quantity < licenses.length
      ? inOrderOfUse(licenses, pair.ownerLogin).slice(0, quantity)
      : licenses.map(({ key }) => key);
  }
  learnName(client, pair, keys, issued);
  const listed = new Set(withKeys(keys, issued).map(({ key }) => key));
  const owned = ownedBy(pair.ownerLogin, own).map(({ key }) => key);
  const unlisted = keys.filter((key) => !listed.has(key));
  const hidden = unlisted.length > 0 ? await knownToApifew(client, unlisted) : [];
  return keys.filter((key) => owned.includes(key) || hidden.includes(key));
}

/** The licenses that the owner depends on most come first. */
export function inOrderOfUse(licenses: readonly IssuedLicense[], ownerLogin: string): string[] {
  const rank = ({ userLogin, isActive }: IssuedLicense): number =>
    (isSameLogin(userLogin, ownerLogin) ? 0 : 2) + (isActive ? 0 : 1);
  return licenses.toSorted((one, other) => rank(one) - rank(other)).map(({ key }) => key);
}

/** Keys missing from the details that apifew still has. Treating them as lost would create duplicates. */
async function knownToApifew(client: ApifewClient, keys: readonly string[]): Promise<readonly string[]> {
  const all = new Set((await client.readLicenses()).map(({ key }) => key));
  return keys.filter((key) => all.has(key));
}

/**
 * Keys of this pricing and owner that did not exist before a create. Throws if licenses appeared only under
 * another pricing and nothing but `pricingName` distinguishes the two, unless `othersAllowed`.
 */
export function newKeys(
  client: ApifewClient,
  pair: OwnedPricing,
  issued: readonly IssuedLicense[],
  isBefore: (key: string) => boolean,
  othersAllowed: boolean,
): readonly string[] {
  const fresh = ownedBy(pair.ownerLogin, issued).filter(({ key }) => !isBefore(key));
  if (fresh.some(({ key }) => key === "")) {
    throw new Error(`new licenses of ${pair.ownerLogin} are listed without their keys, so they cannot be identified`);
  }
  const { matching, unclear } = matchPricing(client, pair, fresh);
  const other = fresh.find((license) => license.pricing.uid === undefined && !matching.includes(license));
  if (matching.length > 0 || !other || isNameLearned(client, pair)) {
    return matching.map(({ key }) => key);
  }
  // Without a pricing name: if all new licenses are of one pricing, they are the result of our create.
  if (unclear.every(({ pricing }) => pricing.name === other.pricing.name) && unclear.length === fresh.length) {
    return unclear.map(({ key }) => key);
  }
  if (othersAllowed) {
    return [];
  }
  // With a wrong pricingName, the created licenses would not be found and would be created again.
  throw new Error(
    `a license of ${pair.ownerLogin} appeared under pricing ${JSON.stringify(other.pricing.name)}, which may be the ` +
      "requested one: check pricingName; if another process created the license, set adopt: true",
  );
}
