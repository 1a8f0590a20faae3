/** Which of the listed licenses are a License resource's own. */
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

/** Every license that apifew has issued for the application by now. */
export async function listIssued(client: ApifewClient): Promise<readonly IssuedLicense[]> {
  return issuedIn(await client.listPricingDetails());
}

/** The same without licenses that cannot be assigned to the owner: see assignable. */
export async function listIssuedFor(client: ApifewClient, ownerLogin: string): Promise<readonly IssuedLicense[]> {
  return assignable(client, ownerLogin, await listIssued(client));
}

/**
 * The licenses without those that apifew lists under another spelling of the owner's login and whose owner is no user under it. They
 * belong to a user who was deleted and differed in letter case alone, so they can be assigned to no user.
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

/** The same for one of many reads, which share the answer. */
export async function readIssued(client: ApifewClient): Promise<readonly IssuedLicense[]> {
  return issuedIn(await client.readPricingDetails());
}

const known = new WeakMap<readonly PricingDetails[], readonly IssuedLicense[]>();

/** The licenses in an answer, made once for all who share it. */
export function issuedIn(pricings: readonly PricingDetails[]): readonly IssuedLicense[] {
  const issued = known.get(pricings) ?? toIssuedLicenses(pricings);
  known.set(pricings, issued);
  return issued;
}

/** All licenses of the pair; an error where apifew's answer does not tell which they are. */
export function licensesOfPair(
  client: ApifewClient,
  pair: OwnedPricing,
  issued: readonly IssuedLicense[],
): readonly IssuedLicense[] {
  const what = `the licenses of ${pair.ownerLogin}`;
  const licenses = licensesOfPricing(client, pair, ownedBy(pair.ownerLogin, issued), what);
  if (licenses.some(({ key }) => key === "")) {
    throw new Error(`${what} are listed without their keys, so the ones of this resource cannot be told from others`);
  }
  return licenses;
}

/**
 * Keys of the resource's own licenses that are still there: the ones it knows; after an import, which knows none, the
 * pair's up to the quantity. What a pending create made is claimed by an update alone.
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

/** The licenses that the owner relies on most come first. */
export function inOrderOfUse(licenses: readonly IssuedLicense[], ownerLogin: string): string[] {
  const rank = ({ userLogin, isActive }: IssuedLicense): number =>
    (isSameLogin(userLogin, ownerLogin) ? 0 : 2) + (isActive ? 0 : 1);
  return licenses.toSorted((one, other) => rank(one) - rank(other)).map(({ key }) => key);
}

/** Keys that the details omit but apifew still has. Treating them as lost would create duplicates. */
async function knownToApifew(client: ApifewClient, keys: readonly string[]): Promise<readonly string[]> {
  const all = new Set((await client.readLicenses()).map(({ key }) => key));
  return keys.filter((key) => all.has(key));
}

/**
 * Keys of the pair that were not there before a create. An error where only licenses of another pricing appeared, and nothing but
 * `pricingName` says that they are of another one, unless they are `othersAllowed`.
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
    throw new Error(`new licenses of ${pair.ownerLogin} are listed without their keys, so they cannot be told apart`);
  }
  const { matching, unclear } = matchPricing(client, pair, fresh);
  const other = fresh.find((license) => license.pricing.uid === undefined && !matching.includes(license));
  if (matching.length > 0 || !other || isNameLearned(client, pair)) {
    return matching.map(({ key }) => key);
  }
  // Without a name for the pricing, what appeared under a single one after our create is what it made.
  if (unclear.every(({ pricing }) => pricing.name === other.pricing.name) && unclear.length === fresh.length) {
    return unclear.map(({ key }) => key);
  }
  if (othersAllowed) {
    return [];
  }
  // A wrong pricingName would hide what was made, and it would be made again.
  throw new Error(
    `a license of ${pair.ownerLogin} appeared under pricing ${JSON.stringify(other.pricing.name)}, which may be the one ` +
      "that was asked for: check pricingName; if another process made it, set adopt: true",
  );
}
