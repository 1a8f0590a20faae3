import { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";
import type { Decision, DecisionContext } from "../../../core/ledger/change.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import { excessOver, findPlan, type SoldPlans } from "../../kernel/plan-terms.ts";
import type { DomainFault } from "./parse-domain.ts";

/** Why a domain is not added. */
export type AddFault = DomainFault | "taken" | "yours" | "limit" | "suspended";

const NewHostname = TenantDeclaration.shape.hostnames.unwrap().element;

/**
 * Adds a hostname to a tenant's desired state, by the same rules as the tenants API; answers with the reason
 * if it cannot.
 */
export function addDomain(hostname: string, config: SoldPlans) {
  return (tenant: Tenant | undefined, { claimantOf }: DecisionContext): Decision<AddFault | undefined> => {
    if (tenant?.state !== "active") {
      return { answer: "suspended" };
    }
    const { hostnames } = tenant.desired;
    if (hostnames.some((one) => one.hostname === hostname)) {
      return { answer: "yours" };
    }
    if ((claimantOf(hostname) ?? tenant.id) !== tenant.id) {
      return { answer: "taken" };
    }
    const desired = { ...tenant.desired, hostnames: [...hostnames, NewHostname.parse({ hostname })] };
    const terms = findPlan(config, tenant.plan);
    if (terms === undefined || excessOver(terms, desired) !== undefined) {
      return { answer: "limit" };
    }
    return { answer: undefined, next: { ...tenant, desired }, detail: { hostname } };
  };
}

/** Removes a hostname from a tenant's desired state; an unknown hostname changes nothing. */
export function removeDomain(hostname: string) {
  return (tenant: Tenant | undefined): Decision<undefined> => {
    const kept = tenant?.desired.hostnames.filter((one) => one.hostname !== hostname) ?? [];
    if (tenant?.state !== "active" || kept.length === tenant.desired.hostnames.length) {
      return { answer: undefined };
    }
    const desired = { ...tenant.desired, hostnames: kept };
    return { answer: undefined, next: { ...tenant, desired }, detail: { hostname } };
  };
}
