import type { Condition, ConditionType } from "../../../core/model/condition.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import { meaningOfReason } from "../../../fleet/hostnames/hostname-states.ts";
import type { Tone } from "../../ui/tone.ts";

/** How a tenant is, in two words and a sentence. */
export interface Health {
  readonly tone: Tone;
  readonly text: string;
  /** Why, or what happens next. */
  readonly why: string;
  readonly since: Date;
}

type Facts = Pick<Tenant, "state" | "generation" | "observedGeneration" | "conditions" | "changedAt" | "removedAt">;

/** The one thing that an operator has to know of a tenant. */
export function tenantHealth(tenant: Facts): Health {
  return tenant.generation > tenant.observedGeneration ? unconverged(tenant) : converged(tenant);
}

function unconverged({ state, conditions, changedAt }: Facts): Health {
  const ready = find(conditions, "Ready");
  const isUnderWay = ready === undefined || ready.reason === "Reconciling" || ready.reason === "NotObserved";
  if (isUnderWay) {
    const text = state === "removed" ? "Being removed" : "On its way";
    return {
      tone: "busy",
      text,
      why: "The worker has not brought the vendors to what is wanted yet.",
      since: changedAt,
    };
  }
  const since = new Date(ready.lastTransitionAt);
  if (ready.reason === "RemovalFailed") {
    return { tone: "bad", text: "Removal fails", why: ready.message, since };
  }
  if (ready.reason === "OwnerUnknown") {
    return { tone: "warn", text: "Owner unknown", why: ready.message, since };
  }
  const text = ready.reason === "Failed" ? "Fails" : "Cannot be done";
  return { tone: "bad", text, why: ready.message, since };
}

function converged({ state, conditions, changedAt, removedAt }: Facts): Health {
  if (state === "removed") {
    const why = "Nothing of it is left at the vendors but license keys.";
    return { tone: "quiet", text: "Removed", why, since: removedAt ?? changedAt };
  }
  const lacking = conditions.find(({ type, status }) => status === "false" && type !== "Ready");
  if (state === "suspended") {
    const why = find(conditions, "Licensed")?.message ?? "The tenant is suspended.";
    return { tone: "quiet", text: "Suspended", why, since: changedAt };
  }
  if (lacking !== undefined) {
    const { actor, standing } = meaningOfReason(lacking.reason) ?? { actor: "seller", standing: "warn" };
    const isForCustomer = actor === "customer" || lacking.reason === formerReason;
    const text = isForCustomer ? "Waits for the customer" : `${conditionNames[lacking.type]}: not right`;
    return { tone: standing, text, why: lacking.message, since: new Date(lacking.lastTransitionAt) };
  }
  const ready = find(conditions, "Ready");
  const since = ready === undefined ? changedAt : new Date(ready.lastTransitionAt);
  return { tone: "good", text: "Works", why: "The vendors have what is wanted.", since };
}

/** What the console calls the conditions. */
export const conditionNames: Readonly<Record<ConditionType, string>> = {
  Accepted: "Recorded",
  Licensed: "Licenses",
  HostnamesActive: "Hostnames",
  ConfigPushed: "Config vars",
  Ready: "As wanted",
};

/** What hostnames waited for until each status had a reason of its own; the watcher replaces it at its next look. */
const formerReason = "WaitingForCustomer";

const busyReasons = ["Reconciling", "NotObserved", "Pending"];
const quietReasons = ["Suspended", "Removed", "NotNeeded"];
const badReasons = ["Failed", "RemovalFailed", "PlanUnknown", "Invalid"];

/** How good what a condition says is. */
export function conditionTone({ status, reason }: Pick<Condition, "status" | "reason">): Tone {
  if (badReasons.includes(reason)) {
    return "bad";
  }
  if (quietReasons.includes(reason)) {
    return "quiet";
  }
  if (status === "true") {
    return "good";
  }
  const meaning = meaningOfReason(reason);
  if (meaning !== undefined) {
    return meaning.standing;
  }
  return busyReasons.includes(reason) ? "busy" : "warn";
}

/** A reason such as WaitingForDns as people write it. */
export function reasonInWords(reason: string): string {
  const words = reason
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ")
    .toLowerCase()
    .replace(/\bdns\b/, "DNS");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** How good a state is. */
export const stateTones: Readonly<Record<Tenant["state"], Tone>> = {
  active: "good",
  suspended: "warn",
  removed: "quiet",
};

function find(conditions: readonly Condition[], type: ConditionType): Condition | undefined {
  return conditions.find((condition) => condition.type === type);
}
