import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Tenant } from "../../../../../src/core/model/tenant.ts";
import { decideRun, type ShardTenant } from "../../../../../src/fleet/reconciler/shard/decide-run.ts";
import { reconcilerConfig, tenant } from "../../../../support/shard-tenants.ts";

const now = new Date("2026-01-01T00:00:00Z");
const later = new Date("2026-01-01T00:05:00Z");
const earlier = new Date("2025-12-31T00:00:00Z");

const anyTenant = fc
  .record({
    state: fc.constantFrom<Tenant["state"]>("active", "suspended", "removed"),
    source: fc.constantFrom<Tenant["source"]>("direct", "clevercloud"),
    hasOwner: fc.boolean(),
    plan: fc.constantFrom("basic", "forgotten"),
    generation: fc.integer({ min: 1, max: 4 }),
    observed: fc.integer({ min: 0, max: 4 }),
    retryAt: fc.constantFrom(undefined, earlier, later),
  })
  .map(({ hasOwner, observed, retryAt, ...given }) => ({
    retryAt,
    ...given,
    hasOwner,
    observedGeneration: Math.min(observed, given.generation),
  }));

const anyShard = fc.array(anyTenant, { maxLength: 12 }).map((all) =>
  all.map(
    ({ retryAt, ...given }, index): ShardTenant => ({
      retryAt,
      tenant: tenant(`tenant${"abcdefghijkl"[index]}`, given),
    }),
  ),
);

describe("the decision to run", () => {
  it("is idle for a converged fleet", () => {
    fc.assert(
      fc.property(anyShard, (shard) => {
        const converged = shard.map(({ tenant: each, retryAt }) => ({
          retryAt,
          tenant: { ...each, observedGeneration: each.generation },
        }));
        expect(decideRun(converged, reconcilerConfig, now)).toEqual({ kind: "idle", wakeAt: undefined });
      }),
    );
  });

  it("covers every due tenant: it is declared, deleted, or blocked with a reason", () => {
    fc.assert(
      fc.property(anyShard, (shard) => {
        const decision = decideRun(shard, reconcilerConfig, now);
        if (decision.kind === "idle") {
          return;
        }
        const declared = new Set(decision.declarations.map(({ id }) => id));
        const pending = new Set(decision.pending.map(({ id }) => id));
        const blockedTenants = new Set(decision.blockedTenants.map(({ tenant: each }) => each.id));
        for (const { id, state } of shard.map(({ tenant: each }) => each)) {
          expect(declared.has(id)).toBe(pending.has(id) && state !== "removed");
          expect(pending.has(id) && blockedTenants.has(id)).toBe(false);
        }
      }),
    );
  });

  it("includes every tenant that is behind its generation, has no retry delay, and can be declared", () => {
    fc.assert(
      fc.property(anyShard, (shard) => {
        const decision = decideRun(shard, reconcilerConfig, now);
        const due = shard.filter(
          ({ tenant: each, retryAt }) => each.generation > each.observedGeneration && !(retryAt && retryAt > now),
        );
        if (decision.kind === "idle") {
          return void expect(due).toEqual([]);
        }
        const blockedTenants = new Set(decision.blockedTenants.map(({ tenant: each }) => each.id));
        expect(decision.pending.map(({ id }) => id)).toEqual(
          due.flatMap(({ tenant: { id } }) => (blockedTenants.has(id) ? [] : [id])),
        );
      }),
    );
  });

  it("depends only on the tenants, not on their order", () => {
    fc.assert(
      fc.property(anyShard, (shard) => {
        const [one, other] = [shard, shard.toReversed()].map((each) => decideRun(each, reconcilerConfig, now));
        if (one?.kind !== "run" || other?.kind !== "run") {
          return void expect(one).toEqual(other);
        }
        expect(other.declarations.toReversed()).toEqual(one.declarations);
        expect(other.pending.toReversed()).toEqual(one.pending);
        expect(other.blockedTenants.toReversed()).toEqual(one.blockedTenants);
      }),
    );
  });

  it("schedules the next run for the end of the first retry delay", () => {
    const resting = [later, new Date(later.getTime() + 1)].map((retryAt, index) => ({
      retryAt,
      tenant: tenant(`tenant${index}`, { generation: 2 }),
    }));

    expect(decideRun(resting, reconcilerConfig, now)).toEqual({ kind: "idle", wakeAt: later });
  });
});
