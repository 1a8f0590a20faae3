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

describe("a run is split", () => {
  const fresh = tenant("fresh");
  const changed = tenant("changed", { generation: 2, observedGeneration: 1 });

  it("into the tenants in the state and the new ones", () => {
    const nothing = { blockedTenants: [], interrupted: [] };
    expect(batches([fresh, changed])).toEqual([
      { ...nothing, pending: ["changed"], declared: ["changed"], isCheckpointed: true },
      { ...nothing, pending: ["fresh"], declared: ["fresh"], isCheckpointed: false },
    ]);
  });

  it("not at all if all tenants are of one kind", () => {
    expect(batches([fresh])).toMatchObject([{ pending: ["fresh"], isCheckpointed: false }]);
    expect(batches([changed])).toMatchObject([{ pending: ["changed"], isCheckpointed: true }]);
  });

  it("with a refresh for tenants whose state may show licenses that were released outside the engine", () => {
    const parts = splitRun(
      runOf([changed, tenant("disputed", { generation: 2, observedGeneration: 1 })]),
      new Map([["disputed", { isInState: true, isStateStale: true, unfinished: undefined, failures: 1 }]]),
    );
    expect(parts.map(({ pending, isRefreshed }) => [pending.map(({ id }) => id), isRefreshed])).toEqual([
      [["changed"], false],
      [["disputed"], true],
    ]);
  });

  it("with checkpoints for tenants that may be in the state from an earlier run or are being deleted", () => {
    const leaving = tenant("leaving", { state: "removed" });
    expect(batches([fresh, leaving], { fresh: { isInState: true } })).toMatchObject([
      { pending: ["fresh", "leaving"], declared: ["fresh"], isCheckpointed: true },
    ]);
  });

  it("and keeps the blocked tenants", () => {
    expect(batches([fresh, tenant("odd", { plan: "forgotten" })])).toMatchObject([
      { pending: [], blockedTenants: ["odd"] },
      { pending: ["fresh"], blockedTenants: [] },
    ]);
  });

  it("without checkpoints again after an interrupted run, for a tenant whose declaration is unchanged", () => {
    expect(batches([fresh], { fresh: { unfinished: declarationOf(fresh) } })).toMatchObject([
      { pending: ["fresh"], isCheckpointed: false, interrupted: [] },
    ]);
  });

  it("with the interrupted declaration first, for a tenant that has changed or was removed since", () => {
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

  it("and gives up an interrupted declaration after repeated failures", () => {
    const unfinished = { ...declarationOf(fresh), license: { quantity: 5 } };
    expect(batches([fresh], { fresh: { unfinished, isInState: true, failures: 3 } })).toMatchObject([
      { pending: ["fresh"], isCheckpointed: true, interrupted: [] },
    ]);
  });
});
