import type { Decision, DecisionContext } from "../../../core/ledger/change.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import type { AppUser } from "./act.ts";
import { newTenant, switchedOff, switchedOn } from "./app-tenant.ts";

/**
 * user_create: makes sure that the user's tenant exists and is on. The answer is its id, always the same one.
 */
export function decideUserCreate(user: AppUser, defaultPlan: string) {
  return (tenant: Tenant | undefined, context: DecisionContext): Decision<string> => {
    if (tenant === undefined) {
      return { answer: context.newId, next: newTenant(user, defaultPlan, context.newId) };
    }
    if (tenant.state !== "removed") {
      return { answer: tenant.id };
    }
    return { answer: tenant.id, next: switchedOn(tenant, context) };
  };
}

/**
 * user_deactivate: switches the tenant off and keeps its plan and id. An unknown user counts as off, and has
 * no id.
 */
export function decideUserDeactivate(tenant: Tenant | undefined): Decision<string | undefined> {
  if (tenant === undefined || tenant.state === "removed") {
    return { answer: tenant?.id };
  }
  return { answer: tenant.id, next: switchedOff(tenant) };
}
