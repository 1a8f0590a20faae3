/**
 * The tenant that a resource is of; undefined of one that is no tenant's. A tenant's resources are named after it
 * (stacks/tenant.ts), and ids of the control plane are letters only.
 */
export function tenantOfUrn(urn: string | null | undefined): string | undefined {
  const [, , types = "", name = ""] = urn?.split("::") ?? [];
  return types.split("$").includes("marketplane:index:Tenant") ? name.split("-")[0] : undefined;
}

/** Names a resource for its whole stack: its type without those of the components around it, and its name. */
export function resourceKey(type: string, name: string): string {
  return `${type}::${name}`;
}

/** The same of a URN. */
export function resourceKeyOf(urn: string): string {
  const [, , types = "", ...name] = urn.split("::");
  return resourceKey(types.split("$").at(-1) ?? "", name.join("::"));
}
