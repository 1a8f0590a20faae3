import { describe, expect, it } from "vitest";
import { type AppliedDecision, applyDecision, newConditions } from "../../../../src/core/ledger/apply-decision.ts";
import type { TenantDraft } from "../../../../src/core/ledger/change.ts";
import type { Tenant } from "../../../../src/core/model/tenant.ts";

const created = new Date("2026-01-01");
const later = new Date("2026-01-02");
const placeTenant = (id: string) => `shard of ${id}`;
const draft: TenantDraft = {
  id: "tenant",
  source: "clevercloud",
  externalId: "addon_1",
  state: "active",
  plan: "small",
  desired: { members: [], hostnames: [], counters: {}, owner: { login: "a@example.com", nameFirst: undefined } },
  marketplace: { region: "EU" },
};

describe("a decision on a new tenant", () => {
  it("creates the first generation: accepted, not ready, placed, and with every condition", () => {
    const { tenant, isNewGeneration } = apply(undefined, draft);

    expect(isNewGeneration).toBe(true);
    expect(tenant).toMatchObject({
      ...{ generation: 1, observedGeneration: 0, shard: "shard of tenant" },
      ...{ createdAt: created, changedAt: created, removedAt: null },
    });
    expect(statusesOf(tenant)).toEqual({
      Accepted: "true",
      Licensed: "unknown",
      HostnamesActive: "unknown",
      ConfigPushed: "unknown",
      Ready: "false",
    });
  });
});

describe("a decision on an existing tenant", () => {
  const tenant: Tenant = { ...apply(undefined, draft).tenant, observedGeneration: 1 };

  it("is no change if it equals the desired state, as the database returns it", () => {
    const stored: Tenant = { ...tenant, desired: JSON.parse(JSON.stringify(tenant.desired)) };

    expect(
      applyDecision(stored, draft, { now: later, firstConditions: newConditions(later), placeTenant }),
    ).toBeUndefined();
  });

  it.each<[string, Partial<TenantDraft>]>([
    ["state", { state: "suspended" }],
    ["plan", { plan: "large" }],
    ["desired.counters", { desired: { ...draft.desired, counters: { seats: 1 } } }],
    ["desired.owner", { desired: { members: [], hostnames: [], counters: {} } }],
  ])("creates a new generation for another %s, accepted and not ready", (what, change) => {
    const ready = tenant.conditions.map((condition) => ({ ...condition, status: "true" as const }));
    const next = apply({ ...tenant, conditions: ready }, { ...draft, ...change }, later);

    expect(next).toMatchObject({ isNewGeneration: true, changed: [what] });
    expect(next.tenant).toMatchObject({
      ...{ generation: 2, observedGeneration: 1, createdAt: created, changedAt: later, shard: tenant.shard },
    });
    expect(next.tenant.conditions.find(({ type }) => type === "Ready")).toMatchObject({
      ...{ status: "false", reason: "Reconciling", observedGeneration: 2, lastTransitionAt: later.toISOString() },
    });
    expect(statusesOf(next.tenant)).toMatchObject({ Licensed: "true" });
  });

  it("stores changed marketplace data without a new generation", () => {
    const next = apply(tenant, { ...draft, marketplace: { region: "US" } }, later);

    expect(next).toMatchObject({ isNewGeneration: false, changed: ["marketplace"] });
    expect(next.tenant).toMatchObject({ generation: 1, marketplace: { region: "US" }, conditions: tenant.conditions });
  });

  it("records when the tenant was removed, until it exists again", () => {
    const removed = apply(tenant, { ...draft, state: "removed" }, later).tenant;
    const afterwards = apply(removed, { ...draft, state: "removed", plan: "large" }, new Date("2026-01-03")).tenant;

    expect(removed.removedAt).toEqual(later);
    expect(afterwards.removedAt).toEqual(later);
    expect(apply(afterwards, draft).tenant.removedAt).toBeNull();
  });
});

function apply(tenant: Tenant | undefined, wanted: TenantDraft, now = created): AppliedDecision {
  const applied = applyDecision(tenant, wanted, { now, firstConditions: newConditions(now), placeTenant });
  if (applied === undefined) {
    throw new Error("nothing differs");
  }
  return applied;
}

function statusesOf({ conditions }: Tenant): Record<string, string> {
  return Object.fromEntries(conditions.map(({ type, status }) => [type, status]));
}
