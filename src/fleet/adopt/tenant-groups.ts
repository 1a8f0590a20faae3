import { foldLogin } from "@marketplane/providers/apifew/login.ts";
import type { FoundObject } from "@marketplane/providers/describe-resource.ts";
import { getDomain } from "tldts";
import { z } from "zod";
import { OwnerlessTenant } from "../../../stacks/tenant-declaration.ts";

/** How to group hostnames by customer, and which plan slug belongs to each of the vendors' pricings. */
export interface TenantRules {
  /** The plan slug of each pricing, by its uid. */
  readonly plans: Readonly<Record<string, string>>;
  /** The key of customMetadata that names the customer. */
  readonly groupBy: string | undefined;
}

/** What belongs to one customer. */
export interface TenantGroup {
  /** What the customer is known by: a value of the metadata, a login or a domain. */
  readonly key: string;
  readonly owner?: { readonly user: FoundObject; readonly license: FoundObject; readonly plan: string };
  readonly hostnames: FoundObject[];
}

/**
 * Groups what a tenant's file can declare just as it is at the vendors. A hostname goes to the customer that its metadata names
 * under `groupBy`, else to the one owner whose address is in its registrable domain, else to a group of that domain.
 * Yields what no file can say as well.
 */
export function groupByTenant(
  objects: readonly FoundObject[],
  rules: TenantRules,
): { readonly groups: readonly TenantGroup[]; readonly rest: readonly FoundObject[] } {
  const owners = ownerGroups(objects, rules);
  const groups = new Map(owners.map((group) => [group.key, group]));
  const byDomain = Map.groupBy(owners, ({ key }) => domainOf(key.slice(key.lastIndexOf("@") + 1)));
  const hostnames = objects.filter(isPlainHostname);
  for (const found of hostnames) {
    const domain = domainOf(String(found.inputs.hostname));
    const [owner, another] = byDomain.get(domain) ?? [];
    const key = customerIn(found, rules) ?? (owner && !another ? owner.key : domain);
    const group = groups.get(key) ?? { key, hostnames: [] };
    group.hostnames.push(found);
    groups.set(key, group);
  }
  const said = new Set([...groups.values()].flatMap(membersOf));
  return { groups: [...groups.values()].toSorted(byKey), rest: objects.filter((object) => !said.has(object)) };
}

function membersOf({ owner, hostnames }: TenantGroup): FoundObject[] {
  return owner ? [owner.user, owner.license, ...hostnames] : hostnames;
}

function ownerGroups(objects: readonly FoundObject[], { plans }: TenantRules): TenantGroup[] {
  const ofType = (type: string) => objects.filter(({ definition }) => definition.type === `apifew:${type}`);
  const users = new Map(ofType("User").map((user) => [foldLogin(String(user.inputs.login)), user]));
  const licenses = Map.groupBy(ofType("License"), ({ inputs }) => foldLogin(String(inputs.ownerLogin)));
  // Whose licenses others use is in no list of memberships: an up might make one that is not there.
  const lending = new Set(ofType("LicenseAssignment").map(({ inputs }) => foldLogin(String(inputs.ownerLogin))));
  return [...licenses].flatMap(([login, [license, another]]) => {
    const user = users.get(login);
    const plan = plans[String(license?.inputs.pricingUid)];
    const isPlain = license?.inputs.assignUsage === true && another === undefined && !lending.has(login);
    return license && user && plan !== undefined && isPlain
      ? [{ key: String(license.inputs.ownerLogin), owner: { user, license, plan }, hostnames: [] }]
      : [];
  });
}

/** The registrable domain, or the whole name if there is none: *.shop.acme.co.uk belongs to acme.co.uk. */
function domainOf(hostname: string): string {
  return getDomain(hostname, { allowPrivateDomains: true }) ?? hostname;
}

function customerIn({ inputs }: FoundObject, { groupBy }: TenantRules): string | undefined {
  const metadata = z.record(z.string(), z.unknown()).safeParse(inputs.customMetadata).data ?? {};
  const value = groupBy !== undefined && Object.hasOwn(metadata, groupBy) ? metadata[groupBy] : undefined;
  return (typeof value === "string" && value !== "") || typeof value === "number" ? String(value) : undefined;
}

/** A hostname as a tenant's file has it. */
export function hostnameEntry({ id, inputs }: FoundObject) {
  const { hostname, ssl, customMetadata: metadata } = inputs;
  return { hostname, ssl, ...(metadata !== undefined && { metadata }), adopt: id.slice(id.indexOf("/") + 1) };
}

const options = ["waitFor", "waitTimeoutSeconds"];
const sayable = ["zoneId", "hostname", "ssl", "customMetadata", ...options];

/** True where a file can say all of it. A file without `ssl` would order a certificate. */
function isPlainHostname(found: FoundObject): boolean {
  const { definition, inputs } = found;
  if (definition.type !== "cloudflare:CustomHostname" || inputs.ssl === undefined) {
    return false;
  }
  const isSayable = Object.keys(inputs).every((key) => sayable.includes(key));
  return isSayable && OwnerlessTenant.safeParse({ id: "any", hostnames: [hostnameEntry(found)] }).success;
}

function byKey(one: TenantGroup, other: TenantGroup): number {
  return one.key < other.key ? -1 : Number(one.key > other.key);
}
