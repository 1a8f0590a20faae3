import type { Tenant } from "../../src/core/model/tenant.ts";
import type { DeclarationConfig } from "../../src/fleet/reconciler/declaration/declare-tenant.ts";
import { DeploymentSettings } from "../../stacks/deployment-settings.ts";

/** Inputs of the reconciler's decisions besides the tenants. */
export const reconcilerConfig: DeclarationConfig = {
  terms: { clevercloud: { title: "Clever Cloud", billsUsage: true, configVars: {} } },
  plans: {},
  suspension: { hostnames: "keep", licenses: "release" },
  deployment: DeploymentSettings.parse({
    zoneId: "5a4db0c0ffee00000000000000000001",
    fallbackOrigin: { hostname: "proxy-fallback.saasprovider.com", content: "203.0.113.10" },
    cnameTarget: { hostname: "customers.saasprovider.com" },
    plans: { basic: { pricingUid: "ABCDEF1234567890" } },
  }),
};

/** A tenant as read from the database. */
export function tenant(id: string, given: Partial<Tenant> & { readonly hasOwner?: boolean } = {}): Tenant {
  const { hasOwner = true, ...parts } = given;
  const now = new Date("2026-01-01T00:00:00Z");
  return {
    id,
    source: "direct",
    externalId: parts.source === "clevercloud" ? `addon_${id}` : id,
    state: "active",
    plan: "basic",
    desired: {
      ...(hasOwner && { owner: { login: `${id}@customer.com` } }),
      members: [],
      hostnames: [],
      counters: {},
    },
    marketplace: {},
    generation: 1,
    observedGeneration: 0,
    conditions: [],
    shard: "shard-00",
    createdAt: now,
    changedAt: now,
    removedAt: null,
    ...parts,
  };
}
