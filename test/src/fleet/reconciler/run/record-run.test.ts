import { beforeEach, describe, expect, it } from "vitest";
import type { TenantOutcome } from "../../../../../src/fleet/reconciler/conditions/tenant-outcome.ts";
import { recordPendingCreates } from "../../../../../src/fleet/reconciler/declaration/declaration-store.ts";
import type { StackRun } from "../../../../../src/fleet/reconciler/engine/stack-runner.ts";
import type { ReconcileParts } from "../../../../../src/fleet/reconciler/run/reconcile-parts.ts";
import { recordRun } from "../../../../../src/fleet/reconciler/run/record-run.ts";
import { decideRun } from "../../../../../src/fleet/reconciler/shard/decide-run.ts";
import { loadShard } from "../../../../../src/fleet/reconciler/shard/load-shard.ts";
import {
  acquireLease,
  LeaseLostError,
  type ShardLease,
} from "../../../../../src/fleet/reconciler/shard/shard-lease.ts";
import { addTenant } from "../../../../support/add-tenant.ts";
import { hasDatabase, useDatabase } from "../../../../support/database.ts";
import { ScriptedRunner } from "../../../../support/scripted-runner.ts";
import { deleteFleet, readTenant, reconcileParts } from "../reconcile-parts.ts";

const shard = "shard-00";
const startedAt = new Date("2026-01-01T00:00:00Z");
const complete: StackRun = {
  ...{ isSuccess: true, isComplete: true, failures: [], reports: new Map() },
  ...{ changes: { create: 2, same: 1 }, steps: [], remarks: [], durationMs: 10 },
};
const killed: StackRun = {
  ...complete,
  ...{ isSuccess: false, isComplete: false, failures: [{ urn: undefined, message: "killed" }] },
};
const converged: TenantOutcome = {
  conditions: [{ type: "Ready", status: "true", reason: "Converged", message: "" }],
  ...{ isConverged: true, failures: [], hostnameFailures: new Map(), resources: [] },
};
const failed: TenantOutcome = {
  conditions: [{ type: "Ready", status: "false", reason: "Failed", message: "no such pricing" }],
  ...{ isConverged: false, failures: ["no such pricing"], hostnameFailures: new Map(), resources: undefined },
};

describe.skipIf(!hasDatabase)("the record of a run", () => {
  const store = useDatabase();
  let parts: ReconcileParts;
  let lease: ShardLease;

  beforeEach(async () => {
    const { db } = store.database;
    await deleteFleet(db);
    parts = await reconcileParts(db, new ScriptedRunner());
    const taken = await acquireLease(shard, { db, holder: "test", leaseMs: 60_000 });
    if (!taken) {
      throw new Error("the shard is free");
    }
    lease = taken;
    return () => lease.release();
  });

  const add = async (name: string) => {
    const id = await addTenant(store.database.db, { plan: "pro", ownerLogin: `${name}@customer.com` });
    await store.database.db.updateTable("tenants").set({ observedGeneration: 0 }).where("id", "=", id).execute();
    return id;
  };
  /** Records pending creates of all due tenants, as before a run without checkpoints. */
  const begin = async () => {
    const { db } = store.database;
    const decision = decideRun(await loadShard(db, shard), parts.config, parts.now());
    if (decision.kind === "idle") {
      throw new Error("tenants are due");
    }
    await db
      .transaction()
      .execute((transaction) => recordPendingCreates(transaction, decision.declarations, parts.revision.number));
    return decision;
  };
  const record = (
    { pending, declarations }: Awaited<ReturnType<typeof begin>>,
    runs: readonly StackRun[],
    { outcomes = {}, unsettled = [] }: { outcomes?: Record<string, TenantOutcome>; unsettled?: readonly string[] } = {},
  ) =>
    recordRun(
      {
        ...{ shard, startedAt, runs, pending, declarations, unsettled: new Set(unsettled), results: new Map() },
        outcomes: new Map(pending.map((tenant) => [tenant, outcomes[tenant.id] ?? converged])),
      },
      lease,
      parts,
    );
  const pendingCreates = async () => {
    const rows = await store.database.db.selectFrom("declarations").select(["tenantId", "unfinished"]).execute();
    return rows.flatMap(({ tenantId, unfinished }) => (unfinished === null ? [] : [tenantId])).toSorted();
  };
  const runsOf = (name: string) =>
    store.database.db.selectFrom("runs").selectAll().where("shard", "=", name).orderBy("id").execute();

  it("of a worker that lost the shard's lease changes nothing", async () => {
    const { db } = store.database;
    const [good, bad] = [await add("good"), await add("bad")];
    const decision = await begin();
    const before = await Promise.all([readTenant(db, good), readTenant(db, bad)]);
    await db
      .updateTable("shards")
      .set({ leaseUntil: new Date(0) })
      .where("name", "=", shard)
      .execute();
    const thief = await acquireLease(shard, { db, holder: "thief", leaseMs: 60_000 });

    await expect(record(decision, [complete], { outcomes: { [bad]: failed } })).rejects.toThrow(LeaseLostError);

    expect(await Promise.all([readTenant(db, good), readTenant(db, bad)])).toEqual(before);
    expect(await runsOf(shard)).toEqual([]);
    expect(await db.selectFrom("attempts").selectAll().execute()).toEqual([]);
    expect(await pendingCreates()).toEqual([good, bad].toSorted());
    await thief?.release();
  });

  it("leaves a tenant due that was changed while the engine ran", async () => {
    const { db } = store.database;
    const id = await add("changed");
    const decision = await begin();
    await db.updateTable("tenants").set({ generation: 2 }).where("id", "=", id).execute();

    await record(decision, [complete]);

    expect(await readTenant(db, id)).toMatchObject({ generation: 2, observedGeneration: 1 });
    const next = decideRun(await loadShard(db, shard), parts.config, parts.now());
    expect(next).toMatchObject({ kind: "run", pending: [{ id }] });
  });

  it("closes pending creates only if every engine run finished, and never those of a tenant that still waits", async () => {
    const [done, waits] = [await add("done"), await add("waits")];
    const decision = await begin();

    await record(decision, [complete, killed], { outcomes: { [done]: failed, [waits]: failed } });
    expect(await pendingCreates()).toEqual([done, waits].toSorted());

    await record(decision, [complete], { outcomes: { [waits]: failed }, unsettled: [waits] });
    expect(await pendingCreates()).toEqual([waits]);
  });

  it("counts a failure of a tenant only if the engine finished, and retries it later each time", async () => {
    const id = await add("bad");
    const decision = await begin();
    const outcomes = { [id]: failed };
    const attempt = () =>
      store.database.db.selectFrom("attempts").select(["failures", "retryAt"]).executeTakeFirstOrThrow();

    await record(decision, [complete], { outcomes });
    const first = await attempt();
    await record(decision, [killed], { outcomes });
    expect(await attempt()).toEqual(first);
    await record(decision, [complete], { outcomes });
    const third = await attempt();
    expect([first.failures, third.failures]).toEqual([1, 2]);
    expect(third.retryAt.getTime()).toBeGreaterThan(first.retryAt.getTime());

    await record(decision, [complete]);
    expect(await store.database.db.selectFrom("attempts").selectAll().execute()).toEqual([]);
  });

  it("sums the changes of its engine runs, and counts resources without changes once", async () => {
    const id = await add("twice");
    const last = { ...complete, changes: { create: 1, same: 5 }, durationMs: 30 };
    await record(await begin(), [complete, last], { outcomes: { [id]: failed } });

    expect(await runsOf(shard)).toMatchObject([
      { changes: { create: 3, same: 5 }, durationMs: 40, outcome: "failed", tenants: [id] },
    ]);
  });

  it("is not part of the history if no engine ran", async () => {
    const id = await add("blocked");
    await record(await begin(), [], { outcomes: { [id]: failed } });

    expect(await runsOf(shard)).toEqual([]);
    const { conditions } = await readTenant(store.database.db, id);
    expect(conditions).toContainEqual(expect.objectContaining({ type: "Ready", message: "no such pricing" }));
  });

  it("pushes the oldest of 500 runs of its shard out of the history, and none of another shard", async () => {
    const { db } = store.database;
    const old = { worker: "test", startedAt, durationMs: 1, outcome: "converged" as const };
    const json = { tenants: "[]", changes: "{}", failures: "[]" };
    const shards = ["shard-01", ...Array.from({ length: 500 }, () => shard)];
    await db
      .insertInto("runs")
      .values(shards.map((name) => ({ ...old, ...json, shard: name })))
      .execute();
    const [oldest, second] = await runsOf(shard);
    await add("new");

    await record(await begin(), [complete]);

    const kept = await runsOf(shard);
    expect(kept).toHaveLength(500);
    expect(kept[0]?.id).toBe(second?.id);
    expect(kept.map(({ id }) => id)).not.toContain(oldest?.id);
    expect(await runsOf("shard-01")).toHaveLength(1);
  });
});
