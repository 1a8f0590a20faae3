import { z } from "zod";
import type { CleverCloud } from "../../../core/config/marketplaces/clevercloud.ts";
import type { Decision, DecisionContext, TenantDraft } from "../../../core/ledger/change.ts";
import { derivedLogin } from "../../../core/ledger/source-terms.ts";
import type { Desired, Tenant } from "../../../core/model/tenant.ts";
import { findPlan, type SoldPlans } from "../../kernel/plan-terms.ts";
import { type ProvisionRequest, toMarketplaceFacts } from "./provision-request.ts";
import { refusal, unknownPlan } from "./refusal.ts";

/** The configuration that decides whether an order is accepted. */
export type Offer = SoldPlans & {
  readonly clevercloud: Pick<CleverCloud, "ownerLogin">;
};

export interface Provisioned {
  readonly id: string;
  readonly message: string;
}

const messageDefault = "Your add-on is being set up.";

/**
 * An order of an add-on. The first order creates a tenant. A repeated order, by addon_id, gets the stored
 * answer. Throws an HttpError if the order is refused.
 */
export function decideProvision(request: ProvisionRequest, offer: Offer) {
  return (tenant: Tenant | undefined, { newId }: DecisionContext): Decision<Provisioned> => {
    if (tenant !== undefined) {
      return { answer: repeated(request, tenant, offer) };
    }
    const terms = findPlan(offer, request.plan);
    if (terms === undefined) {
      throw unknownPlan(request.plan);
    }
    const order: Order = { plan: request.plan, message: terms.message ?? messageDefault };
    return { answer: { id: newId, message: order.message }, next: toDraft(request, order, newId, offer) };
  };
}

/**
 * Retries may arrive after a change of plan, so both the ordered and the current plan count as repetitions.
 */
function repeated({ plan, owner_id }: ProvisionRequest, tenant: Tenant, offer: Offer): Provisioned {
  if (tenant.state === "removed") {
    throw refusal(410, "This add-on was deleted. Please order a new one.");
  }
  const found = findOrder(tenant);
  if (plan !== found?.order.plan && plan !== tenant.plan) {
    if (findPlan(offer, plan) === undefined) {
      throw unknownPlan(plan);
    }
    throw refusal(409, "This add-on already exists with another plan. Please change its plan instead.");
  }
  if (owner_id !== undefined && found?.ownerId !== undefined && owner_id !== found.ownerId) {
    throw refusal(409, "This add-on already exists and belongs to another customer.");
  }
  return { id: tenant.id, message: found?.order.message ?? messageDefault };
}

function toDraft(request: ProvisionRequest, order: Order, id: string, { clevercloud }: Offer): TenantDraft {
  const { ownerLogin } = clevercloud;
  // Clever Cloud's API returns the owner's address only after this call has been answered.
  const owner = ownerLogin === "owner_email" ? undefined : { login: derivedLogin(ownerLogin, id) };
  const desired: Desired = { ...(owner && { owner }), members: [], hostnames: [], counters: {} };
  return {
    id,
    source: "clevercloud",
    externalId: request.addon_id,
    state: "active",
    plan: request.plan,
    desired,
    marketplace: { ...toMarketplaceFacts(request), order },
  };
}

/** The plan of the first call, and the message of its answer. A repeated call gets the same answer. */
const Order = z.object({ plan: z.string(), message: z.string() });
type Order = z.infer<typeof Order>;

const Facts = z.object({ order: Order, ownerId: z.string().optional() });

/** The order that created the tenant; undefined if the tenant was not ordered through Clever Cloud. */
function findOrder({ marketplace }: Tenant): z.infer<typeof Facts> | undefined {
  return Facts.safeParse(marketplace).data;
}
