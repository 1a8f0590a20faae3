import type { Change, Ledger } from "../../../core/ledger/change.ts";
import type { ExternalKey } from "../../../core/model/tenant.ts";
import type { Act } from "./act.ts";
import { keyOf, spelledKeyOf } from "./app-tenant.ts";
import { type AppOffer, decideSubscriptionEnd, decideSubscriptionStart } from "./decide-subscription.ts";
import { decideUserCreate, decideUserDeactivate } from "./decide-user.ts";

interface Performed {
  /** Our id of the tenant; undefined for an unknown user. */
  readonly id: string | undefined;
  /** The message that CloudFlare shows to the user; a repeated act gets the same one. */
  readonly msg: string;
}

/** Performs an act; throws ActRefusedError if it is refused. */
export async function performAct(
  act: Act,
  offer: AppOffer,
  { ledger, isKnown }: { readonly ledger: Ledger; isKnown(key: ExternalKey): Promise<boolean> },
): Promise<Performed> {
  const { user } = act;
  const spelled = spelledKeyOf(user);
  const isSpelled = spelled.externalId !== keyOf(user).externalId && (await isKnown(spelled));
  const key = isSpelled ? spelled : keyOf(user);
  const submit = (decide: Change<string | undefined>["decide"]) =>
    ledger.submit({ key, actor: "cloudflare-app", action: act.act.replace("_", "-"), decide });
  const where = user.zone ?? "your account";
  switch (act.act) {
    case "user_create": {
      const id = await submit(decideUserCreate(user, offer.cloudflareApp.defaultPlan));
      return { id, msg: `The service is on for ${where}.` };
    }
    case "user_deactivate": {
      const id = await submit(decideUserDeactivate);
      return { id, msg: `The service is off for ${where}.` };
    }
    case "sub_start": {
      const id = await submit(decideSubscriptionStart(act, offer));
      return { id, msg: `The plan of ${where} is ${titleOf(act.plan, offer)} now.` };
    }
    case "sub_end": {
      const id = await submit(decideSubscriptionEnd(act, offer));
      return { id, msg: `The plan ${titleOf(act.plan, offer)} has ended for ${where}.` };
    }
  }
}

function titleOf(plan: string, { plans }: AppOffer): string {
  return (Object.hasOwn(plans, plan) ? plans[plan]?.title : undefined) ?? plan;
}
