import { sql } from "kysely";
import { expect, it } from "vitest";
import { placeTenant } from "../../src/core/ledger/place-tenant.ts";
import { acquireLease } from "../../src/fleet/reconciler/shard/shard-lease.ts";
import { hasDatabase } from "../support/database.ts";
import { describeWithEngine } from "../support/engine.ts";
import { type ReconcilerHarness, startReconcilerHarness } from "../support/reconciler-harness.ts";

const signal = new AbortController().signal;

/** Creates this many tenants of one shard, which belong to both of its halves. */
async function fill(harness: ReconcilerHarness, count: number): Promise<string> {
  const shards = new Map<string, string[]>();
  for (let index = 0; ; index += 1) {
    const id = await harness.want(`t${index}`, { hostnames: [`t${index}.customer.com`] });
    const shard = placeTenant(id);
    const ids = [...(shards.get(shard) ?? []), id];
    shards.set(shard, ids);
    const halves = new Set(ids.map((own) => placeTenant(own, new Set([shard]))));
    if (ids.length === count && halves.size === 2) {
      return shard;
    }
  }
}

describeWithEngine("a shard that has grown", () => {
  it.skipIf(!hasDatabase)("is split without a call to any vendor", { timeout: 180_000 }, async () => {
    const harness = await startReconcilerHarness();
    const shard = await fill(harness, 4);
    const before = await (await harness.reconciler()).reconcile(shard, signal);
    expect(before).toBe("converged");
    const calls = (await harness.sandbox.calls()).length;
    const held = await harness.vendors();

    // One more change makes it due, and three are its maximum now.
    const { reconcile } = await harness.reconciler({ tenantsMax: 3 });
    expect(await reconcile(shard, signal)).toBe("idle");

    expect((await harness.sandbox.calls()).length).toBe(calls);
    const own = (await harness.tenants()).filter(({ id }) => placeTenant(id) === shard);
    expect(own.map((tenant) => tenant.shard)).toEqual(own.map(({ id }) => placeTenant(id, new Set([shard]))));
    expect(await harness.database.db.selectFrom("moves").selectAll().execute()).toEqual([]);

    // The halves know their own resources: nothing is created again, and removed tenants are cleaned up.
    for (const { externalId } of own) {
      await harness.want(externalId, { state: "removed" });
    }
    for (const half of new Set((await harness.tenants()).map((tenant) => tenant.shard))) {
      if (half.startsWith(shard)) {
        expect(await reconcile(half, signal)).toBe("converged");
      }
    }
    const gone = new Set(own.map(({ externalId }) => `${externalId}.customer.com`));
    expect((await harness.vendors()).hostnames).toEqual(held.hostnames.filter((hostname) => !gone.has(hostname)));
    expect((await harness.vendors()).users).toEqual([]);
  });

  it.skipIf(!hasDatabase)(
    "runs on no worker during a move, even after a crash in it",
    {
      timeout: 180_000,
    },
    async () => {
      const harness = await startReconcilerHarness();
      const { db } = harness.database;
      const shard = await fill(harness, 3);
      const first = await harness.reconciler();
      expect(await first.reconcile(shard, signal)).toBe("converged");
      const own = (await harness.tenants()).filter((tenant) => tenant.shard === shard);
      const { reconcile } = await harness.reconciler({ tenantsMax: 2, leaseSeconds: 1 });
      const countRuns = async () => (await db.selectFrom("runs").select("id").execute()).length;

      // Another worker has the lease of one of the halves: the whole move waits, and so does that half.
      const half = placeTenant(own[0]?.id ?? "", new Set([shard]));
      const lease = await acquireLease(half, { db, holder: "another worker", leaseMs: 60_000 });
      await harness.want(own[0]?.externalId ?? "", { licenses: 2 });
      expect(await reconcile(shard, signal)).toBe("held-elsewhere");
      expect(await countRuns()).toBe(1);
      await lease?.release();

      // The states are moved, and the database is not updated.
      await keepMoves.execute(db);
      await expect(reconcile(half, signal)).rejects.toThrow("moves stay");
      await letMovesGo.execute(db);
      expect(await countRuns()).toBe(1);

      const writes = (await harness.writes()).length;
      await reconcileWhatIsNamed(harness, reconcile, shard);
      expect(await db.selectFrom("moves").selectAll().execute()).toEqual([]);
      // The one additional license. Nothing was created again.
      expect((await harness.writes()).length).toBe(writes + 1);
      for (const { externalId } of own) {
        await harness.want(externalId, { state: "removed" });
      }
      await reconcileWhatIsNamed(harness, reconcile, shard);
      expect(await harness.vendors()).toMatchObject({ hostnames: [], users: [] });
    },
  );
});

const keepMoves = sql`
  create function keep_moves() returns trigger language plpgsql as $$ begin raise exception 'moves stay'; end $$;
  create trigger keep_moves before delete on moves execute function keep_moves()`;
const letMovesGo = sql`drop trigger keep_moves on moves`;

/** Reconciles every shard that a tenant of the given one may have moved to. */
async function reconcileWhatIsNamed(
  harness: ReconcilerHarness,
  reconcile: (shard: string, signal: AbortSignal) => Promise<string>,
  shard: string,
): Promise<void> {
  for (let round = 0; round < 5; round += 1) {
    const shards = new Set(
      (await harness.tenants()).map((tenant) => tenant.shard).filter((name) => name.startsWith(shard)),
    );
    for (const name of shards) {
      expect(["idle", "converged"]).toContain(await reconcile(name, signal));
    }
  }
}
