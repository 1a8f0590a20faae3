import type { Tenant } from "../../core/model/tenant.ts";

/** The title of a tenant: its owner's address, or the marketplace's name for it. */
export function tenantTitle({ desired, externalId }: Pick<Tenant, "desired" | "externalId">): string {
  return desired.owner?.login ?? externalId;
}
