import { type Condition, conditionTypes } from "../model/condition.ts";
import type { Tenant } from "../model/tenant.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { TenantDraft } from "./change.ts";
import { setCondition } from "./set-condition.ts";

export interface Circumstances {
  readonly now: Date;
  /** The conditions of a new tenant: newConditions(now). */
  readonly firstConditions: readonly Condition[];
  placeTenant(tenantId: string): string;
}

/** A tenant that a decision created or changed. */
export interface AppliedDecision {
  readonly tenant: Tenant;
  /** Whether the tenant must be reconciled: state, plan or desired changed. */
  readonly isNewGeneration: boolean;
  /** Names of the changed fields, for the audit log. */
  readonly changed: readonly string[];
}

const firstGeneration = 1;
const desiredParts = ["owner", "license", "members", "hostnames", "counters"] as const;

/** The tenant after the draft, with the fields that the ledger sets; undefined if nothing changed. */
export function applyDecision(
  tenant: Tenant | undefined,
  draft: TenantDraft,
  circumstances: Circumstances,
): AppliedDecision | undefined {
  if (tenant === undefined) {
    return { tenant: newTenant(draft, circumstances), isNewGeneration: true, changed: ["tenant"] };
  }
  const specChanges = changesOf(tenant, draft);
  const isNewGeneration = specChanges.length > 0;
  const isToldAnew = !isSameJson(tenant.marketplace, draft.marketplace);
  if (!isNewGeneration && !isToldAnew) {
    return undefined;
  }
  const { now } = circumstances;
  const { state, plan, desired, marketplace } = draft;
  const generation = tenant.generation + (isNewGeneration ? 1 : 0);
  const known = addsHostname(tenant, draft)
    ? withUnknownHostnames(tenant.conditions, generation, now)
    : tenant.conditions;
  const conditions = isNewGeneration ? accepted(known, generation, now) : known;
  const removedAt = state === "removed" ? (tenant.removedAt ?? now) : null;
  return {
    tenant: { ...tenant, state, plan, desired, marketplace, generation, conditions, changedAt: now, removedAt },
    isNewGeneration,
    changed: isToldAnew ? [...specChanges, "marketplace"] : specChanges,
  };
}

/** The conditions of a tenant that was just recorded. */
export function newConditions(now: Date): readonly Condition[] {
  return accepted(unobserved(now), firstGeneration, now);
}

function newTenant(draft: TenantDraft, { now, firstConditions, placeTenant }: Circumstances): Tenant {
  const { id, source, externalId, state, plan, desired, marketplace } = draft;
  return {
    ...{ id, source, externalId, state, plan, desired, marketplace, generation: firstGeneration },
    observedGeneration: 0,
    conditions: firstConditions,
    shard: placeTenant(id),
    createdAt: now,
    changedAt: now,
    removedAt: state === "removed" ? now : null,
  };
}

function changesOf(tenant: Tenant, draft: TenantDraft): string[] {
  return [
    ...(["state", "plan"] as const).filter((part) => tenant[part] !== draft[part]),
    ...desiredParts
      .filter((part) => !isSameJson(tenant.desired[part], draft.desired[part]))
      .map((part) => `desired.${part}`),
  ];
}

// An undefined member counts as missing, because the database does not return it.
function isSameJson(left: unknown, right: unknown): boolean {
  return canonicalJson(left) === canonicalJson(right);
}

function addsHostname(tenant: Tenant, draft: TenantDraft): boolean {
  const before = new Set(tenant.desired.hostnames.map(({ hostname }) => hostname));
  return draft.desired.hostnames.some(({ hostname }) => !before.has(hostname));
}

/** A new hostname makes the condition HostnamesActive unknown. */
function withUnknownHostnames(conditions: readonly Condition[], observedGeneration: number, now: Date): Condition[] {
  const report = {
    ...({ type: "HostnamesActive", status: "unknown", reason: "Reconciling", observedGeneration } as const),
    message: "A hostname was added and is being registered at Cloudflare.",
  };
  return setCondition(conditions, report, now);
}

function unobserved(now: Date): Condition[] {
  return conditionTypes.map((type) => ({
    type,
    status: "unknown",
    reason: "NotObserved",
    message: "Not checked yet.",
    lastTransitionAt: now.toISOString(),
    observedGeneration: 0,
  }));
}

function accepted(conditions: readonly Condition[], observedGeneration: number, now: Date): Condition[] {
  const reports = [
    {
      type: "Accepted",
      status: "true",
      reason: "Recorded",
      message: "The desired state is recorded.",
      observedGeneration,
    },
    {
      type: "Ready",
      status: "false",
      reason: "Reconciling",
      message: "The desired state is being applied.",
      observedGeneration,
    },
  ] as const;
  return reports.reduce<Condition[]>((all, report) => setCondition(all, report, now), [...conditions]);
}
