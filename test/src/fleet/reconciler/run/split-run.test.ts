import { describe, expect, it } from "vitest";
import type { Tenant } from "../../../../../src/core/model/tenant.ts";
import { type EarlierRuns, splitRun } from "../../../../../src/fleet/reconciler/run/split-run.ts";
import { decideRun } from "../../../../../src/fleet/reconciler/shard/decide-run.ts";
import type { TenantDeclaration } from "../../../../../stacks/tenant-declaration.ts";
import { reconcilerConfig, tenant } from "../../../../support/shard-tenants.ts";

const now = new Date("2026-01-01T00:00:00Z");

function runOf(tenants: readonly Tenant[]) {
  const decision = decideRun(
    tenants.map((each) => ({ tenant: each, retryAt: undefined })),
    reconcilerConfig,
    now,
  );
  if (decision.kind === "idle") {
    throw new Error("there is something to do");
  }
  return decision;
}

function declarationOf(each: Tenant): TenantDeclaration {
  const [declaration] = runOf([each]).declarations;
  if (!declaration) {
    throw new Error("it can be declared");
  }
  return declaration;
}

function batches(tenants: readonly Tenant[], earlier: Readonly<Record<string, Partial<EarlierRuns>>> = {}) {
  const plain = { isInState: false, isStateStale: false, unfinished: undefined, failures: 0 };
  const known = new Map(Object.entries(earlier).map(([id, facts]) => [id, { ...plain, ...facts }]));
  return splitRun(runOf(tenants), known).map(
    ({ pending, declarations, blockedTenants, isCheckpointed, interrupted }) => ({
      pending: pending.map(({ id }) => id),
      declared: declarations.map(({ id }) => id),
      blockedTenants: blockedTenants.map(({ tenant: { id } }) => id),
      isCheckpointed,
      interrupted: interrupted.map(({ declaration: { id, hostnames } }) => [
        id,
        ...hostnames.map(({ hostname }) => hostname),
      ]),
    }),
  );
}

describe("a run is parted", () => {
  const fresh = tenant("fresh");
  const changed = tenant("changed", { generation: 2, observedGeneration: 1 });

  it("into the tenants that the state knows and those that it does not", () => {
    const nothing = { blockedTenants: [], interrupted: [] };
    expect(batches([fresh, changed])).toEqual([
      { ...nothing, pending: ["changed"], declared: ["changed"], isCheckpointed: true },
      { ...nothing, pending: ["fresh"], declared: ["fresh"], isCheckpointed: false },
    ]);
  });

  it("not at all where there is one kind alone", () => {
    expect(batches([fresh])).toMatchObject([{ pending: ["fresh"], isCheckpointed: false }]);
    expect(batches([changed])).toMatchObject([{ pending: ["changed"], isCheckpointed: true }]);
  });

  it("with a refresh for tenants whose state may show licenses that were released beside the engine", () => {
    const parts = splitRun(
      runOf([changed, tenant("disputed", { generation: 2, observedGeneration: 1 })]),
      new Map([["disputed", { isInState: true, isStateStale: true, unfinished: undefined, failures: 1 }]]),
    );
    expect(parts.map(({ pending, isRefreshed }) => [pending.map(({ id }) => id), isRefreshed])).toEqual([
      [["changed"], false],
      [["disputed"], true],
    ]);
  });

  it("with checkpoints for whoever an earlier run may have brought into the state, or is to be taken down", () => {
    const leaving = tenant("leaving", { state: "removed" });
    expect(batches([fresh, leaving], { fresh: { isInState: true } })).toMatchObject([
      { pending: ["fresh", "leaving"], declared: ["fresh"], isCheckpointed: true },
    ]);
  });

  it("and keeps those that cannot be declared", () => {
    expect(batches([fresh, tenant("odd", { plan: "forgotten" })])).toMatchObject([
      { pending: [], blockedTenants: ["odd"] },
      { pending: ["fresh"], blockedTenants: [] },
    ]);
  });

  it("without checkpoints again after a run that was broken off, for a tenant that is to be the same still", () => {
    expect(batches([fresh], { fresh: { unfinished: declarationOf(fresh) } })).toMatchObject([
      { pending: ["fresh"], isCheckpointed: false, interrupted: [] },
    ]);
  });

  it("with what was begun first, for a tenant that is to be something else by now, or nothing", () => {
    const began = declarationOf(
      tenant("fresh", {
        desired: {
          owner: { login: "fresh@customer.com" },
          members: [],
          counters: {},
          hostnames: [{ hostname: "old.customer.com", ssl: { method: "http", type: "dv" } }],
        },
      }),
    );
    for (const state of ["active", "removed"] as const) {
      expect(batches([tenant("fresh", { generation: 2, state })], { fresh: { unfinished: began } })).toMatchObject([
        { pending: ["fresh"], isCheckpointed: true, interrupted: [["fresh", "old.customer.com"]] },
      ]);
    }
  });

  it("gives up what was begun when it has failed again and again", () => {
    const unfinished = { ...declarationOf(fresh), license: { quantity: 5 } };
    expect(batches([fresh], { fresh: { unfinished, isInState: true, failures: 3 } })).toMatchObject([
      { pending: ["fresh"], isCheckpointed: true, interrupted: [] },
    ]);
  });
});
