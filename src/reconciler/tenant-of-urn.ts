/**
 * The tenant that a resource is of; undefined of one that is no tenant's. A tenant's resources are named after it
 * (stacks/tenant.ts), and ids of the control plane are letters only.
 */
export function tenantOfUrn(urn: string | null | undefined): string | undefined {
  const [, , types = "", name = ""] = urn?.split("::") ?? [];
  return types.split("$").includes("marketplane:index:Tenant") ? name.split("-")[0] : undefined;
}
