import type { Tenant } from "../../core/model/tenant.ts";
import { findPlan, type SoldPlans } from "../kernel/plan-terms.ts";

/** What a tenant's plan includes. */
export interface PlanFacts {
  readonly title: string;
  /** Undefined if unlimited. */
  readonly hostnamesMax: number | undefined;
  readonly membersMax: number;
  /** The number of licenses, including the owner's. */
  readonly licenses: number;
  /** Whether the tenant can have members. */
  readonly hasSeats: boolean;
}

/**
 * What the tenant's plan includes. A plan that is no longer configured includes one license and no domains or
 * members.
 */
export function planFacts(config: SoldPlans, { plan, desired }: Pick<Tenant, "plan" | "desired">): PlanFacts {
  const terms = findPlan(config, plan);
  const licenses = desired.license?.quantity ?? terms?.licenses ?? 1;
  const membersMax = terms?.limits.members ?? licenses - 1;
  return {
    title: terms?.title ?? plan,
    hostnamesMax: terms === undefined ? 0 : terms.limits.hostnames,
    membersMax,
    licenses,
    hasSeats: membersMax > 0 || desired.members.length > 0,
  };
}
