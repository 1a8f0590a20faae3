import type { Decision } from "../../../core/ledger/change.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import { excessOver, findPlan, type SoldPlans } from "../../kernel/plan-terms.ts";
import type { PlanChangeRequest } from "./provision-request.ts";
import { refusal, unknownPlan } from "./refusal.ts";

/**
 * A change of plan. A change to the current plan succeeds and does nothing. Throws an HttpError if the change
 * is refused.
 */
export function decidePlanChange({ addon_id, plan }: PlanChangeRequest, sold: SoldPlans) {
  return (found: Tenant | undefined): Decision<string> => {
    const tenant = assertAddon(found);
    // Clever Cloud's page also calls our id "addon_id" in the URL, so both ids are accepted.
    if (addon_id !== undefined && addon_id !== tenant.externalId && addon_id !== tenant.id) {
      throw refusal(409, "This add-on has another addon_id.");
    }
    const terms = findPlan(sold, plan);
    const answer = terms?.message ?? `The plan is ${plan}.`;
    if (plan === tenant.plan) {
      return { answer };
    }
    if (terms === undefined) {
      throw unknownPlan(plan);
    }
    const excess = excessOver(terms, tenant.desired);
    if (excess !== undefined) {
      throw refusal(422, `The plan ${plan} is too small. ${excess} Please remove some first.`);
    }
    return { answer, next: { ...tenant, plan }, detail: { from: tenant.plan, to: plan } };
  };
}

/**
 * The tenant, if it is an existing add-on. Throws a problem 404 if it never existed, or 410 if it was
 * deleted.
 */
function assertAddon(tenant: Tenant | undefined): Tenant {
  if (tenant?.source !== "clevercloud") {
    throw refusal(404, "There is no such add-on.");
  }
  if (tenant.state === "removed") {
    throw refusal(410, "This add-on was deleted.");
  }
  return tenant;
}
