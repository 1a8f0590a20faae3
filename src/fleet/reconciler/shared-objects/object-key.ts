import { foldLogin } from "@marketplane/providers/apifew/login.ts";
import type { DeploymentSettings } from "../../../../stacks/deployment-settings.ts";
import type { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";

/**
 * The properties that identify an object at its vendor, for the types that two tenants can share: people use
 * one login in several tenants. Deleting a license or an assignment only ends its use, and each use belongs
 * to one tenant: see license-uses.
 */
const naming: Readonly<Record<string, readonly string[]>> = {
  "apifew:User": ["login"],
  "apifew:ManagedUser": ["ownerLogin", "managedLogin"],
  "cloudflare:CustomHostname": ["zoneId", "hostname"],
};

type Properties = Readonly<Record<string, unknown>>;

/** Identifies a vendor object across tenants; undefined for a type that tenants cannot share. */
export function objectKey(type: string, properties: Properties): string | undefined {
  return naming[type] && JSON.stringify([type, ...naming[type].map((name) => folded(properties[name]))]);
}

/** Only the properties that identify the object. */
export function namingProperties(type: string, properties: Properties): Record<string, unknown> {
  return Object.fromEntries((naming[type] ?? []).map((name) => [name, properties[name]]));
}

/** Logins and hostnames are compared without regard to case. */
function folded(value: unknown): unknown {
  return typeof value === "string" ? foldLogin(value) : value;
}

/** Keys of all objects of a tenant that another tenant may share. */
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

/** The property values to search for tenants that share the object. Logins are written as by foldLogin. */
export function namesIn(properties: Properties): { readonly logins: readonly string[]; readonly hostname: string } {
  const { login, ownerLogin, managedLogin, userLogin, hostname } = properties;
  const isText = (value: unknown): value is string => typeof value === "string";
  return {
    logins: [login, ownerLogin, managedLogin, userLogin].filter(isText).map(foldLogin),
    hostname: isText(hostname) ? hostname : "",
  };
}
