import { foldLogin } from "@marketplane/providers/apifew/login.ts";
import { z } from "zod";
import type { DecisionContext, TenantDraft } from "../../../core/ledger/change.ts";
import type { ExternalKey, Tenant, TenantState } from "../../../core/model/tenant.ts";
import type { AppUser } from "./act.ts";

const source = "cloudflare-app";

/**
 * Key of the tenant of a user's zone, or of the user's account if no zone is named. Upper and lower case of
 * the address are the same.
 */
export function keyOf({ email, zone }: AppUser): ExternalKey {
  return { source, externalId: JSON.stringify([foldLogin(email), zone ?? null]) };
}

/** The previous, case-sensitive key. Some tenants still have it. */
export function spelledKeyOf({ email, zone }: AppUser): ExternalKey {
  return { source, externalId: JSON.stringify([email, zone ?? null]) };
}

/** The tenant of a new user. */
export function newTenant(user: AppUser, plan: string, id: string): TenantDraft {
  const { email, zone } = user;
  return {
    ...keyOf(user),
    id,
    state: "active",
    plan,
    desired: { owner: { login: email }, members: [], hostnames: [], counters: {} },
    marketplace: { userEmail: email, ...(zone !== undefined && { userZone: zone }) },
  };
}

const Facts = z.object({ stateBefore: z.enum(["active", "suspended"]) });

/**
 * Switches the tenant off and keeps its record: users switch a service off and on again, and remain the same
 * tenant.
 */
export function switchedOff(tenant: Tenant): TenantDraft {
  return { ...tenant, state: "removed", marketplace: { ...tenant.marketplace, stateBefore: tenant.state } };
}

/**
 * Switches the tenant on again, with the hostnames that no other tenant has claimed since. A previously
 * suspended tenant stays suspended, because the user may not lift a suspension.
 */
export function switchedOn(tenant: Tenant, { claimantOf }: DecisionContext): TenantDraft {
  const { stateBefore: _before, ...marketplace } = tenant.marketplace;
  const state: TenantState = Facts.safeParse(tenant.marketplace).data?.stateBefore ?? "active";
  const hostnames = tenant.desired.hostnames.filter(({ hostname }) => claimantOf(hostname) === undefined);
  return { ...tenant, state, marketplace, desired: { ...tenant.desired, hostnames } };
}
