import { beforeEach, describe, expect, it } from "vitest";
import type { ReconcileParts } from "../../../../../src/fleet/reconciler/run/reconcile-parts.ts";
import { reconcileShard } from "../../../../../src/fleet/reconciler/run/reconcile-shard.ts";
import { acquireLease } from "../../../../../src/fleet/reconciler/shard/shard-lease.ts";
import { addTenant } from "../../../../support/add-tenant.ts";
import { hasDatabase, useDatabase } from "../../../../support/database.ts";
import { ScriptedRunner } from "../../../../support/scripted-runner.ts";
import { deleteFleet, readTenant, reconcileParts } from "../reconcile-parts.ts";

const shard = "shard-00";

describe.skipIf(!hasDatabase)("a run of a shard", () => {
  const store = useDatabase();
  let runner: ScriptedRunner;
  let parts: ReconcileParts;
  let now: Date;
  let enqueued: string[];
  let placed: Map<string, string>;

  beforeEach(async () => {
    const { db } = store.database;
    await deleteFleet(db);
    runner = new ScriptedRunner();
    now = new Date("2026-01-01T00:00:00Z");
    enqueued = [];
    placed = new Map();
    parts = {
      ...(await reconcileParts(db, runner)),
      now: () => now,
      queue: {
        enqueue: async (shards) => {
          enqueued.push(...shards);
        },
      },
      shards: { place: (id) => placed.get(id) ?? shard, refresh: () => Promise.resolve() },
    };
  });

  const run = (remediated?: ReadonlySet<string>) =>
    reconcileShard(shard, parts, new AbortController().signal, remediated);
  const add = async (name: string, observedGeneration: number) => {
    const { db } = store.database;
    const id = await addTenant(db, { plan: "pro", ownerLogin: `${name}@customer.com` });
    await db.updateTable("tenants").set({ observedGeneration }).where("id", "=", id).execute();
    return id;
  };
  const tenant = (id: string) => readTenant(store.database.db, id);
  const ready = async (id: string) => (await tenant(id)).conditions.find(({ type }) => type === "Ready");
  const pendingCreates = async () => {
    const rows = await store.database.db.selectFrom("declarations").select(["tenantId", "unfinished"]).execute();
    return rows.flatMap(({ tenantId, unfinished }) => (unfinished === null ? [] : [tenantId]));
  };

  it("converges a new tenant without checkpoints, records the run, and is idle after it", async () => {
    const id = await add("new", 0);

    expect(await run()).toBe("converged");

    expect(runner.calls).toEqual([
      { stack: shard, targets: [id], declared: [id], isRefreshed: false, isCheckpointed: false },
    ]);
    expect(await ready(id)).toMatchObject({ status: "true", reason: "Converged" });
    expect(await pendingCreates()).toEqual([]);
    expect(await store.database.db.selectFrom("runs").select(["shard", "outcome"]).execute()).toEqual([
      { shard, outcome: "converged" },
    ]);
    expect(await run()).toBe("idle");
    expect(runner.calls).toHaveLength(1);
  });

  it("converges the other tenants in a second engine run when one fails, and retries that one after its delay", async () => {
    const [good, bad] = [await add("good", 0), await add("bad", 0)];
    runner.script.failing.set(bad, "no such pricing");

    expect(await run()).toBe("failed");

    expect(runner.calls.map(({ targets }) => targets.length)).toEqual([2, 1]);
    expect(await ready(good)).toMatchObject({ status: "true" });
    expect(await ready(bad)).toMatchObject({ status: "false", reason: "Failed", message: "no such pricing" });
    expect(await run()).toBe("idle");

    runner.script.failing.clear();
    now = new Date(now.getTime() + parts.config.reconciler.retrySeconds * 1_000);
    expect(await run()).toBe("converged");
    expect(runner.calls.at(-1)?.targets).toEqual([bad]);
  });

  it("records the creates that an interrupted run may have made, and resumes them before a newer declaration", async () => {
    const id = await add("cut", 0);
    runner.script.isKilled = true;

    expect(await run()).toBe("failed");

    expect(await pendingCreates()).toEqual([id]);
    await store.database.db.updateTable("tenants").set({ plan: "dev", generation: 2 }).where("id", "=", id).execute();
    runner.calls.length = 0;
    expect(await run()).toBe("converged");
    expect(runner.recovered).toEqual([shard]);
    expect(runner.calls.map(({ isCheckpointed }) => isCheckpointed)).toEqual([true, true]);
    expect(await pendingCreates()).toEqual([]);
  });

  it("does not start the engine while another worker holds the shard's lease", async () => {
    await add("held", 0);
    const lease = await acquireLease(shard, { db: store.database.db, holder: "other", leaseMs: 60_000 });

    expect(await run()).toBe("held-elsewhere");

    expect(runner.calls).toEqual([]);
    await lease?.release();
  });

  it("moves a tenant that belongs to another shard before it decides, and enqueues that shard", async () => {
    const [stays, moves] = [await add("stays", 0), await add("moves", 0)];
    placed.set(moves, "shard-00-1");

    expect(await run()).toBe("converged");

    expect(runner.moves).toEqual([[[moves], shard, "shard-00-1"]]);
    expect((await tenant(moves)).shard).toBe("shard-00-1");
    expect(enqueued).toContain("shard-00-1");
    expect(runner.calls.map(({ targets }) => targets)).toEqual([[stays]]);
  });

  it("remediates the named tenant alone, with a refresh, although it had converged", async () => {
    const id = await add("drifted", 1);
    await add("due", 0);

    expect(await run(new Set([id]))).toBe("converged");

    expect(runner.calls).toEqual([
      { stack: shard, targets: [id], declared: [id], isRefreshed: true, isCheckpointed: true },
    ]);
  });

  it("makes a converged tenant due again when its remediation fails", async () => {
    const id = await add("refused", 1);
    runner.script.failing.set(id, "forbidden");

    expect(await run(new Set([id]))).toBe("failed");

    const { generation, observedGeneration } = await tenant(id);
    expect(observedGeneration).toBe(generation - 1);
  });
});
