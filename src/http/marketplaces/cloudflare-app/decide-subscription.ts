import type { Decision, DecisionContext } from "../../../core/ledger/change.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import { excessOver, findPlan, type SoldPlans } from "../../kernel/plan-terms.ts";
import type { AppUser } from "./act.ts";
import { ActRefusedError } from "./act-refused.ts";
import { newTenant, switchedOff, switchedOn } from "./app-tenant.ts";

/** The configuration that decides which plans are sold. */
export type AppOffer = SoldPlans & { readonly cloudflareApp: { readonly defaultPlan: string } };

interface Subscription {
  readonly user: AppUser;
  readonly plan: string;
}

/**
 * sub_start: moves the user to the plan and answers with the tenant's id. A paying user is served even if
 * user_create has not arrived yet. A zone that the user switched off stays off. An account without a zone
 * exists only through its subscription, so it is switched on again.
 */
export function decideSubscriptionStart({ user, plan }: Subscription, offer: AppOffer) {
  return (tenant: Tenant | undefined, context: DecisionContext): Decision<string> => {
    const terms = findPlan(offer, plan);
    if (terms === undefined) {
      throw unknownPlan();
    }
    if (tenant === undefined) {
      return { answer: context.newId, next: newTenant(user, plan, context.newId) };
    }
    const isBack = user.zone === undefined && tenant.state === "removed";
    if (tenant.plan === plan && !isBack) {
      return { answer: tenant.id };
    }
    const excess = excessOver(terms, tenant.desired);
    if (excess !== undefined) {
      throw new ActRefusedError(`This plan is too small. ${excess} Please remove some first.`);
    }
    const next = isBack ? switchedOn(tenant, context) : tenant;
    return { answer: tenant.id, next: { ...next, plan } };
  };
}

/**
 * sub_end: moves the user back to the plan of users without a subscription, even if their usage exceeds it.
 * If another plan was started before the end of this one arrives, nothing changes.
 */
export function decideSubscriptionEnd({ user, plan }: Subscription, offer: AppOffer) {
  return (tenant: Tenant | undefined): Decision<string | undefined> => {
    if (plan !== tenant?.plan && findPlan(offer, plan) === undefined) {
      throw unknownPlan();
    }
    if (tenant === undefined) {
      return { answer: undefined };
    }
    const { defaultPlan } = offer.cloudflareApp;
    if (tenant.plan !== plan) {
      return { answer: tenant.id };
    }
    if (user.zone !== undefined) {
      return { answer: tenant.id, next: { ...tenant, plan: defaultPlan } };
    }
    if (tenant.state === "removed") {
      return { answer: tenant.id };
    }
    return { answer: tenant.id, next: switchedOff(tenant) };
  };
}

function unknownPlan(): ActRefusedError {
  return new ActRefusedError("There is no such plan. Please choose another one.");
}
