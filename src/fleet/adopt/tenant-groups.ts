import { foldLogin } from "@marketplane/providers/apifew/login.ts";
import type { FoundObject } from "@marketplane/providers/describe-resource.ts";
import { getDomain } from "tldts";
import { z } from "zod";
import { OwnerlessTenant } from "../../../stacks/tenant-declaration.ts";

/** How to group hostnames by customer, and the plan slug for each pricing. */
export interface TenantRules {
  /** Plan slugs by pricing uid. */
  readonly plans: Readonly<Record<string, string>>;
  /** The key in customMetadata that identifies the customer. */
  readonly groupBy: string | undefined;
}

/** The objects of one customer. */
export interface TenantGroup {
  /** Identifies the customer: a metadata value, a login or a domain. */
  readonly key: string;
  readonly owner?: { readonly user: FoundObject; readonly license: FoundObject; readonly plan: string };
  readonly hostnames: FoundObject[];
}

/**
 * Groups the objects that a tenant file can declare without changing them. A hostname belongs to the customer
 * in its metadata under `groupBy`. Without one, it belongs to the only owner whose email address is in its
 * registrable domain, or else to a group for that domain. Objects that no tenant file can declare are
 * returned as `rest`.
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
  const declared = new Set([...groups.values()].flatMap(membersOf));
  return { groups: [...groups.values()].toSorted(byKey), rest: objects.filter((object) => !declared.has(object)) };
}

function membersOf({ owner, hostnames }: TenantGroup): FoundObject[] {
  return owner ? [owner.user, owner.license, ...hostnames] : hostnames;
}

function ownerGroups(objects: readonly FoundObject[], { plans }: TenantRules): TenantGroup[] {
  const ofType = (type: string) => objects.filter(({ definition }) => definition.type === `apifew:${type}`);
  const users = new Map(ofType("User").map((user) => [foldLogin(String(user.inputs.login)), user]));
  const licenses = Map.groupBy(ofType("License"), ({ inputs }) => foldLogin(String(inputs.ownerLogin)));
  // A membership cannot declare the use of another owner's license: an up could create an assignment that
  // does not exist.
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

/** A hostname as a tenant file declares it. */
export function hostnameEntry({ id, inputs }: FoundObject) {
  const { hostname, ssl, customMetadata: metadata } = inputs;
  return { hostname, ssl, ...(metadata !== undefined && { metadata }), adopt: id.slice(id.indexOf("/") + 1) };
}

const options = ["waitFor", "waitTimeoutSeconds"];
const declarable = ["zoneId", "hostname", "ssl", "customMetadata", ...options];

/**
 * True if a tenant file can declare all of it. A hostname declared without `ssl` would order a certificate.
 */
function isPlainHostname(found: FoundObject): boolean {
  const { definition, inputs } = found;
  if (definition.type !== "cloudflare:CustomHostname" || inputs.ssl === undefined) {
    return false;
  }
  const isDeclarable = Object.keys(inputs).every((key) => declarable.includes(key));
  return isDeclarable && OwnerlessTenant.safeParse({ id: "any", hostnames: [hostnameEntry(found)] }).success;
}

function byKey(one: TenantGroup, other: TenantGroup): number {
  return one.key < other.key ? -1 : Number(one.key > other.key);
}
