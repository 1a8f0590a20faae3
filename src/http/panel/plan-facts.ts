import type { Tenant } from "../../core/model/tenant.ts";
import { findPlan, type SoldPlans } from "../kernel/plan-terms.ts";

/** What a tenant's plan includes. */
export interface PlanFacts {
  readonly title: string;
  /** Undefined: no limit. */
  readonly hostnamesMax: number | undefined;
  readonly membersMax: number;
  /** The owner uses one of them. */
  readonly licenses: number;
  /** Whether anybody but the owner can have a part in it. */
  readonly hasSeats: boolean;
}

/** What the tenant's plan includes; where none is configured any more, a license and nothing to add. */
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
