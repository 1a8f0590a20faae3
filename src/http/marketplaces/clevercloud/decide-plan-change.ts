import type { Decision } from "../../../core/ledger/change.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import { excessOver, findPlan, type SoldPlans } from "../../kernel/plan-terms.ts";
import { assertAddon } from "./assert-addon.ts";
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
