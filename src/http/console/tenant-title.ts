import type { Tenant } from "../../core/model/tenant.ts";

/** What a tenant is called: its owner's address, or the marketplace's name of it. */
export function tenantTitle({ desired, externalId }: Pick<Tenant, "desired" | "externalId">): string {
  return desired.owner?.login ?? externalId;
}
