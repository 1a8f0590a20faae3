import { foldLogin } from "@marketplane/providers/apifew/login.ts";
import type { DeploymentSettings } from "../../../../stacks/deployment-settings.ts";
import type { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";

/**
 * The properties that name an object at its vendor, of those that two tenants may both have: people share
 * logins. Deleting a license or an assignment only ends its use, and each use belongs to one tenant: see
 * license-uses.
 */
const naming: Readonly<Record<string, readonly string[]>> = {
  "apifew:User": ["login"],
  "apifew:ManagedUser": ["ownerLogin", "managedLogin"],
  "cloudflare:CustomHostname": ["zoneId", "hostname"],
};

type Properties = Readonly<Record<string, unknown>>;

/** Names an object of the vendors for all tenants alike; undefined for one that no two tenants can have. */
export function objectKey(type: string, properties: Properties): string | undefined {
  return naming[type] && JSON.stringify([type, ...naming[type].map((name) => folded(properties[name]))]);
}

/** The properties alone that name the object. */
export function namingProperties(type: string, properties: Properties): Record<string, unknown> {
  return Object.fromEntries((naming[type] ?? []).map((name) => [name, properties[name]]));
}

/** One person's address, or one hostname, in whichever case it is written. */
function folded(value: unknown): unknown {
  return typeof value === "string" ? foldLogin(value) : value;
}

/** Everything of a tenant's that another one may have, too. */
export function objectsOf(
  { owner, members, hostnames }: Pick<TenantDeclaration, "owner" | "members" | "hostnames">,
  { zoneId }: Pick<DeploymentSettings, "zoneId">,
): ReadonlySet<string> {
  const ownerLogin = owner.login;
  const objects: readonly (readonly [type: string, properties: Properties])[] = [
    ["apifew:User", { login: ownerLogin }],
    ...members.map(({ login }) => ["apifew:User", { login }] as const),
    ...members.map(({ login }) => ["apifew:ManagedUser", { ownerLogin, managedLogin: login }] as const),
    ...hostnames.map(({ hostname }) => ["cloudflare:CustomHostname", { zoneId, hostname }] as const),
  ];
  return new Set(objects.flatMap(([type, properties]) => objectKey(type, properties) ?? []));
}

/**
 * Texts among the properties by which tenants that have the object can be looked for; logins as foldLogin
 * writes them.
 */
export function namesIn(properties: Properties): { readonly logins: readonly string[]; readonly hostname: string } {
  const { login, ownerLogin, managedLogin, userLogin, hostname } = properties;
  const isText = (value: unknown): value is string => typeof value === "string";
  return {
    logins: [login, ownerLogin, managedLogin, userLogin].filter(isText).map(foldLogin),
    hostname: isText(hostname) ? hostname : "",
  };
}
