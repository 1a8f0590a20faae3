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

/** What a tenant's declaration rests on beside the tenant. */
export type DeclarationConfig = Pick<ControlPlaneConfig, "plans" | "deployment" | "suspension"> & MarketplaceTerms;

/** The configuration of a worker. */
export type ReconcilerConfig = ControlPlaneConfig & MarketplaceTerms;

interface MarketplaceTerms {
  /** What each marketplace decides about its tenants. */
  readonly terms: TermsBySource;
}

export interface DeclarationFacts {
  /** Hostnames of the tenant's that Cloudflare was seen to have. */
  readonly observed?: readonly string[] | undefined;
}

export type Declared = { readonly declaration: TenantDeclaration } | { readonly blocked: Blocked };

/**
 * A tenant of the control plane in the words of tenants/*.yaml; undefined for one that has nothing at the
 * vendors. A suspended tenant keeps its users and licenses; the configuration says whether it uses them, and
 * whether it keeps its hostnames.
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
    const message = "The marketplace has not named the owner's address yet; it is asked again.";
    return { blocked: { reason: "OwnerUnknown", message } };
  }
  if (deployment.plans[plan] === undefined) {
    const message = `No pricing is configured for the plan ${plan}: deployment.plans lacks it.`;
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
    // The database says what is ours: what a lost state or a lost answer left at the vendors is taken over.
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
 * A hostname that breaks a rule of its resource, accepted before the rule was applied there, is left out, so
 * that the tenant's other resources are made. One that Cloudflare has is never left out, since that would
 * delete it.
 */
function isDeclarable(one: TenantDeclaration["hostnames"][number], observed: readonly string[]): boolean {
  return hostnameFaults(one).length === 0 || observed.includes(one.hostname);
}

/**
 * The watcher of hostnames sees how far Cloudflare is with all of them at once: no run of the engine has to
 * wait for it.
 */
function withoutWait(hostname: TenantDeclaration["hostnames"][number]): TenantDeclaration["hostnames"][number] {
  return { ...hostname, waitFor: hostname.waitFor ?? "none" };
}

/** The tenant's owner at apifew; undefined where the marketplace has not named one yet. */
export function ownerOf({ id, source, desired }: Tenant, terms: TermsBySource): TenantDeclaration["owner"] | undefined {
  const ownerLogin = terms[source]?.ownerLogin;
  return ownerLogin === undefined ? desired.owner : { ...desired.owner, login: derivedLogin(ownerLogin, id) };
}
