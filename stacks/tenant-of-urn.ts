import { nameOfUrn, toDynamicName, typeOfUrn } from "@marketplane/providers/engine-types.ts";

/**
 * The tenant that a resource belongs to; undefined if it belongs to none. A tenant's resources are named
 * after it (stacks/tenant.ts), and ids of the control plane consist of letters only.
 */
export function tenantOfUrn(urn: string | null | undefined): string | undefined {
  const [, , types = "", name = ""] = urn?.split("::") ?? [];
  return types.split("$").includes("marketplane:index:Tenant") ? name.split("-")[0] : undefined;
}

/**
 * Identifies a resource within its stack, also after a move to the other provider: its type without parent
 * components, and its name.
 */
export function resourceKey(type: string, name: string): string {
  return `${toDynamicName(type)}::${name}`;
}

/** The same for a URN. */
export function resourceKeyOf(urn: string): string {
  return resourceKey(typeOfUrn(urn), nameOfUrn(urn));
}
