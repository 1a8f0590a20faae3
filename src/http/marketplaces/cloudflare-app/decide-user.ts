import type { Decision, Surroundings } from "../../../core/ledger/change.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import type { AppUser } from "./act.ts";
import { newTenant, switchedOff, switchedOn } from "./app-tenant.ts";

/** user_create: the user's tenant is there and on, the same one every time; the answer is its id. */
export function decideUserCreate(user: AppUser, defaultPlan: string) {
  return (tenant: Tenant | undefined, surroundings: Surroundings): Decision<string> => {
    if (tenant === undefined) {
      return { answer: surroundings.newId, next: newTenant(user, defaultPlan, surroundings.newId) };
    }
    if (tenant.state !== "removed") {
      return { answer: tenant.id };
    }
    return { answer: tenant.id, next: switchedOn(tenant, surroundings) };
  };
}

/** user_deactivate: the tenant is off, its plan and id are kept. An unknown user is off already, and has no id. */
export function decideUserDeactivate(tenant: Tenant | undefined): Decision<string | undefined> {
  if (tenant === undefined || tenant.state === "removed") {
    return { answer: tenant?.id };
  }
  return { answer: tenant.id, next: switchedOff(tenant) };
}
