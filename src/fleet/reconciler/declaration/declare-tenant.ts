import { hostnameFaults } from "../../../../stacks/hostname-faults.ts";
import { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";
import type { ControlPlaneConfig } from "../../../core/config/control-plane-config.ts";
import { derivedLogin, type TermsBySource } from "../../../core/ledger/source-terms.ts";
import type { Tenant } from "../../../core/model/tenant.ts";

/** Why a tenant cannot be declared yet: a condition's reason and message. */
export interface Blocked {
  readonly reason: string;
  readonly message: string;
}

/** What a tenant's declaration depends on besides the tenant. */
export type DeclarationConfig = Pick<ControlPlaneConfig, "plans" | "deployment" | "suspension"> & MarketplaceTerms;

/** The configuration of a worker. */
export type ReconcilerConfig = ControlPlaneConfig & MarketplaceTerms;

interface MarketplaceTerms {
  /** The terms of each marketplace for its tenants. */
  readonly terms: TermsBySource;
}

export interface DeclarationFacts {
  /** The tenant's hostnames that were seen at Cloudflare. */
  readonly observed?: readonly string[] | undefined;
}

export type Declared = { readonly declaration: TenantDeclaration } | { readonly blocked: Blocked };

/**
 * Converts a tenant of the control plane to the format of tenants/*.yaml; undefined for a removed tenant. A
 * suspended tenant keeps its users and licenses. The configuration decides whether its license uses are
 * released and its hostnames deleted.
 */
export function declareTenant(
  tenant: Tenant,
  { terms, plans, deployment, suspension }: DeclarationConfig,
  { observed = [] }: DeclarationFacts = {},
): Declared | undefined {
  if (tenant.state === "removed") {
    return undefined;
  }
  const { id, source, externalId, plan, state, desired } = tenant;
  const owner = ownerOf(tenant, terms);
  if (owner === undefined) {
    const message = "The marketplace has not provided the owner's address yet. The next run asks again.";
    return { blocked: { reason: "OwnerUnknown", message } };
  }
  if (deployment.plans[plan] === undefined) {
    const message = `No pricing is configured for plan "${plan}". Add it to deployment.plans.`;
    return { blocked: { reason: "PlanUnknown", message } };
  }
  const configVars = terms[source]?.configVars;
  const isSuspended = state === "suspended";
  const isReleased = isSuspended && suspension.licenses === "release";
  const parsed = TenantDeclaration.safeParse({
    id,
    source,
    plan,
    owner,
    // The database decides what is ours: adopt objects that a lost state or a lost response left at the
    // vendors.
    adopt: true,
    license: {
      quantity: desired.license?.quantity ?? plans[plan]?.licenses ?? 1,
      ...(isReleased && { assignUsage: false }),
    },
    members: isReleased ? desired.members.map((member) => ({ ...member, license: false })) : desired.members,
    counters: desired.counters,
    hostnames:
      isSuspended && suspension.hostnames === "delete"
        ? []
        : desired.hostnames.filter((one) => isDeclarable(one, observed)).map(withoutWait),
    ...(configVars && { addon: { id: externalId, config: configVars } }),
  });
  if (parsed.success) {
    return { declaration: parsed.data };
  }
  const complaints = parsed.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`);
  return { blocked: { reason: "Invalid", message: `${complaints.join("; ")}.` } };
}

/**
 * Leaves out a hostname that was accepted before its resource's rules were enforced, so that the tenant's
 * other resources are still created. A hostname that Cloudflare has is never left out, since that would
 * delete it.
 */
function isDeclarable(one: TenantDeclaration["hostnames"][number], observed: readonly string[]): boolean {
  return hostnameFaults(one).length === 0 || observed.includes(one.hostname);
}

/** The hostname watcher observes all hostnames at once, so no engine run has to wait for Cloudflare. */
function withoutWait(hostname: TenantDeclaration["hostnames"][number]): TenantDeclaration["hostnames"][number] {
  return { ...hostname, waitFor: hostname.waitFor ?? "none" };
}

/** The tenant's owner at apifew; undefined until the marketplace provides it. */
export function ownerOf({ id, source, desired }: Tenant, terms: TermsBySource): TenantDeclaration["owner"] | undefined {
  const ownerLogin = terms[source]?.ownerLogin;
  return ownerLogin === undefined ? desired.owner : { ...desired.owner, login: derivedLogin(ownerLogin, id) };
}
