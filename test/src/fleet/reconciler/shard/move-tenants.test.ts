import { beforeEach, describe, expect, it } from "vitest";
import { loadShardMap } from "../../../../../src/core/ledger/shard-map.ts";
import { carryOutMoves, type MoveParts } from "../../../../../src/fleet/reconciler/shard/move-tenants.ts";
import {
  acquireLease,
  LeaseLostError,
  type ShardLease,
} from "../../../../../src/fleet/reconciler/shard/shard-lease.ts";
import { addTenant } from "../../../../support/add-tenant.ts";
import { hasDatabase, useDatabase } from "../../../../support/database.ts";
import { ScriptedRunner } from "../../../../support/scripted-runner.ts";
import { deleteFleet, readTenant } from "../reconcile-parts.ts";

const shard = "shard-01";
const other = "shard-00";

describe.skipIf(!hasDatabase)("moves of tenants between shards", () => {
  const store = useDatabase();
  let runner: ScriptedRunner;
  let enqueued: string[];
  let placed: Map<string, string>;

  beforeEach(async () => {
    await deleteFleet(store.database.db);
    runner = new ScriptedRunner();
    enqueued = [];
    placed = new Map();
  });

  const partsOf = (changed: Partial<MoveParts> = {}): MoveParts => ({
    ...{ db: store.database.db, holder: "test", leaseMs: 60_000, runner, tenantsMax: 100 },
    queue: {
      enqueue: async (shards) => {
        enqueued.push(...shards);
      },
    },
    shards: { place: (id) => placed.get(id) ?? shard, refresh: () => Promise.resolve() },
    ...changed,
  });
  const add = async (at = shard) => {
    const id = await addTenant(store.database.db);
    await store.database.db.updateTable("tenants").set({ shard: at }).where("id", "=", id).execute();
    return id;
  };
  const take = async (name: string, holder = "test"): Promise<ShardLease> => {
    const lease = await acquireLease(name, { db: store.database.db, holder, leaseMs: 60_000 });
    if (!lease) {
      throw new Error(`${name} is held`);
    }
    return lease;
  };
  /** Lets another worker take the shard, as after an expired lease. */
  const steal = async (name: string) => {
    const { db } = store.database;
    await db
      .updateTable("shards")
      .set({ leaseUntil: new Date(0) })
      .where("name", "=", name)
      .execute();
    return take(name, "thief");
  };
  const shardOf = async (id: string) => (await readTenant(store.database.db, id)).shard;
  const pendingMoves = () => store.database.db.selectFrom("moves").selectAll().execute();

  it("are recorded before the engine moves anything, and end together with the tenant's change of shard", async () => {
    const id = await add();
    placed.set(id, other);
    let recorded: readonly unknown[] = [];
    const move: ScriptedRunner["move"] = async (...args) => {
      recorded = await pendingMoves();
      await runner.move(...args);
    };
    const lease = await take(shard);

    expect(
      await carryOutMoves(shard, lease, partsOf({ runner: { move, recover: (name) => runner.recover(name) } })),
    ).toBe(true);

    expect(recorded).toEqual([{ tenantId: id, fromShard: shard, toShard: other }]);
    expect(await pendingMoves()).toEqual([]);
    expect(await shardOf(id)).toBe(other);
    expect(enqueued).toEqual([other]);
    await lease.release();
    expect((await take(other)).wasRunning).toBe(false);
  });

  it("that the engine did not finish are repeated by the next holder, after both stacks are recovered", async () => {
    const id = await add();
    placed.set(id, other);
    const killed = { move: () => Promise.reject(new Error("killed")), recover: () => Promise.resolve() };
    const lease = await take(shard);
    await expect(carryOutMoves(shard, lease, partsOf({ runner: killed }))).rejects.toThrow("killed");
    await lease.release();
    expect(await shardOf(id)).toBe(shard);

    const next = await take(other);
    expect(next.wasRunning).toBe(true);
    expect(await carryOutMoves(other, next, partsOf())).toBe(true);

    expect(runner.recovered).toEqual([shard]);
    expect(runner.moves).toEqual([[[id], shard, other]]);
    expect(await shardOf(id)).toBe(other);
    expect(await pendingMoves()).toEqual([]);
    await next.release();
  });

  it("change no tenant if the lease of either shard was lost while the engine moved it", async () => {
    for (const lost of [shard, other]) {
      await deleteFleet(store.database.db);
      enqueued = [];
      const id = await add();
      placed.set(id, other);
      const move = async () => {
        await steal(lost);
      };
      const lease = await take(shard);

      await expect(
        carryOutMoves(shard, lease, partsOf({ runner: { move, recover: () => Promise.resolve() } })),
      ).rejects.toThrow(LeaseLostError);

      expect(await shardOf(id)).toBe(shard);
      expect(await pendingMoves()).toHaveLength(1);
      expect(enqueued).toEqual([]);
      await lease.release();
    }
  });

  it("do not start while another worker holds the other shard", async () => {
    const id = await add();
    placed.set(id, other);
    const held = await take(other, "elsewhere");
    const lease = await take(shard);

    expect(await carryOutMoves(shard, lease, partsOf())).toBe(false);

    expect(runner.moves).toEqual([]);
    expect(await shardOf(id)).toBe(shard);
    await held.release();
    expect(await carryOutMoves(shard, lease, partsOf())).toBe(true);
    expect(await shardOf(id)).toBe(other);
    await lease.release();
  });

  it("in both directions are carried out by either shard, each with its own stacks", async () => {
    const [out, into] = [await add(), await add(other)];
    placed.set(out, other);
    await store.database.db.insertInto("moves").values({ tenantId: into, fromShard: other, toShard: shard }).execute();
    const lease = await take(shard);

    expect(await carryOutMoves(shard, lease, partsOf())).toBe(true);

    expect(runner.moves.toSorted()).toEqual(
      [
        [[out], shard, other],
        [[into], other, shard],
      ].toSorted(),
    );
    expect([await shardOf(out), await shardOf(into)]).toEqual([other, shard]);
    expect(enqueued.toSorted()).toEqual([other, shard]);
    await lease.release();
  });

  it("empty a shard with too many tenants into its two halves, and the split stays recorded", async () => {
    const { db } = store.database;
    const shards = await loadShardMap(db);
    const ids: string[] = [];
    while (ids.length < 8) {
      const id = await addTenant(db);
      await db
        .updateTable("tenants")
        .set({ shard: shards.place(id) })
        .where("id", "=", id)
        .execute();
      ids.push(...(shards.place(id) === shard ? [id] : []));
    }
    const lease = await take(shard);

    expect(await carryOutMoves(shard, lease, partsOf({ shards, tenantsMax: 7 }))).toBe(true);

    const halves = new Set(await Promise.all(ids.map(shardOf)));
    expect([...halves].every((half) => [`${shard}-0`, `${shard}-1`].includes(half))).toBe(true);
    expect(runner.moves.flatMap(([moved]) => moved).toSorted()).toEqual(ids.toSorted());
    const later = await loadShardMap(db);
    expect(await Promise.all(ids.map(shardOf))).toEqual(ids.map((id) => later.place(id)));
    runner.moves.length = 0;
    expect(await carryOutMoves(shard, lease, partsOf({ shards: later, tenantsMax: 7 }))).toBe(true);
    expect(runner.moves).toEqual([]);
    await lease.release();
  });
});
