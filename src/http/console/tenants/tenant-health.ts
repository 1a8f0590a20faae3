import type { Condition, ConditionType } from "../../../core/model/condition.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import { meaningOfReason } from "../../../fleet/hostnames/hostname-states.ts";
import type { Tone } from "../../ui/tone.ts";

/** A tenant's overall status. */
export interface Health {
  readonly tone: Tone;
  readonly text: string;
  /** The cause, or what happens next. */
  readonly why: string;
  readonly since: Date;
}

type Facts = Pick<Tenant, "state" | "generation" | "observedGeneration" | "conditions" | "changedAt" | "removedAt">;

/** What an operator should know first about a tenant. */
export function tenantHealth(tenant: Facts): Health {
  return tenant.generation > tenant.observedGeneration ? unconverged(tenant) : converged(tenant);
}

function unconverged({ state, conditions, changedAt }: Facts): Health {
  const ready = find(conditions, "Ready");
  const isInProgress = ready === undefined || ready.reason === "Reconciling" || ready.reason === "NotObserved";
  if (isInProgress) {
    const text = state === "removed" ? "Removing" : "In progress";
    return {
      tone: "busy",
      text,
      why: "A worker has not applied the desired state at the vendors yet.",
      since: changedAt,
    };
  }
  const since = new Date(ready.lastTransitionAt);
  if (ready.reason === "RemovalFailed") {
    return { tone: "bad", text: "Removal failing", why: ready.message, since };
  }
  if (ready.reason === "OwnerUnknown") {
    return { tone: "warn", text: "Owner unknown", why: ready.message, since };
  }
  const text = ready.reason === "Failed" ? "Failing" : "Invalid";
  return { tone: "bad", text, why: ready.message, since };
}

function converged({ state, conditions, changedAt, removedAt }: Facts): Health {
  if (state === "removed") {
    const why = "Its resources at the vendors are deleted. Only license keys remain.";
    return { tone: "quiet", text: "Removed", why, since: removedAt ?? changedAt };
  }
  const unmet = conditions.find(({ type, status }) => status === "false" && type !== "Ready");
  if (state === "suspended") {
    const why = find(conditions, "Licensed")?.message ?? "The tenant is suspended.";
    return { tone: "quiet", text: "Suspended", why, since: changedAt };
  }
  if (unmet !== undefined) {
    const { actor, standing } = meaningOfReason(unmet.reason) ?? { actor: "seller", standing: "warn" };
    const isForCustomer = actor === "customer" || unmet.reason === formerReason;
    const text = isForCustomer ? "Waiting for customer" : `${conditionNames[unmet.type]}: not met`;
    return { tone: standing, text, why: unmet.message, since: new Date(unmet.lastTransitionAt) };
  }
  const ready = find(conditions, "Ready");
  const since = ready === undefined ? changedAt : new Date(ready.lastTransitionAt);
  return { tone: "good", text: "Working", why: "The vendors match the desired state.", since };
}

/** The conditions' names in the console. */
export const conditionNames: Readonly<Record<ConditionType, string>> = {
  Accepted: "Recorded",
  Licensed: "Licenses",
  HostnamesActive: "Hostnames",
  ConfigPushed: "Config vars",
  Ready: "Converged",
};

/** The reason in rows from before each status had its own reason; the next check replaces it. */
const formerReason = "WaitingForCustomer";

const busyReasons = ["Reconciling", "NotObserved", "Pending"];
const quietReasons = ["Suspended", "Removed", "NotNeeded"];
const badReasons = ["Failed", "RemovalFailed", "PlanUnknown", "Invalid"];

/** The tone of a condition. */
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

/** A reason such as WaitingForDns in words. */
export function reasonInWords(reason: string): string {
  const words = reason
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ")
    .toLowerCase()
    .replace(/\bdns\b/, "DNS");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The states' names in the console. */
export const stateNames: Readonly<Record<Tenant["state"], string>> = {
  active: "Active",
  suspended: "Suspended",
  removed: "Removed",
};

/** The tone of each state. */
export const stateTones: Readonly<Record<Tenant["state"], Tone>> = {
  active: "good",
  suspended: "warn",
  removed: "quiet",
};

function find(conditions: readonly Condition[], type: ConditionType): Condition | undefined {
  return conditions.find((condition) => condition.type === type);
}
