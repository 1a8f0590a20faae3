import { licensesUsed } from "../../../stacks/tenant-declaration.ts";
import type { ControlPlaneConfig } from "../../core/config/control-plane-config.ts";
import type { Desired } from "../../core/model/tenant.ts";

/** The plans that are for sale, with their limits. */
export type SoldPlans = Pick<ControlPlaneConfig, "plans"> & {
  readonly deployment: Pick<ControlPlaneConfig["deployment"], "plans">;
};
type PlanTerms = ControlPlaneConfig["plans"][string];

const termsDefault: PlanTerms = { limits: {}, licenses: 1 };

/** The terms of the plan with exactly this slug; undefined if it is not sold. */
export function findPlan({ deployment, plans }: SoldPlans, slug: string): PlanTerms | undefined {
  if (!Object.hasOwn(deployment.plans, slug)) {
    return undefined;
  }
  return Object.hasOwn(plans, slug) ? plans[slug] : termsDefault;
}

/** Why a tenant exceeds a plan's limits, worded for the customer; undefined if it fits. */
export function excessOver({ limits, licenses }: PlanTerms, desired: Desired): string | undefined {
  const quantity = desired.license?.quantity ?? licenses;
  const rules = [
    { what: "hostnames", limit: limits.hostnames ?? Number.POSITIVE_INFINITY, count: desired.hostnames.length },
    { what: "members", limit: limits.members ?? Number.POSITIVE_INFINITY, count: desired.members.length },
    // The owner uses one license.
    { what: "members", limit: quantity - 1, count: licensesUsed(desired) - 1 },
  ];
  const broken = rules.find(({ limit, count }) => count > limit);
  return broken && `It includes ${broken.limit} ${broken.what}, and you have ${broken.count}.`;
}
