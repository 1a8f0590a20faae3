import { expect, it } from "vitest";
import { listRuns } from "../../src/fleet/reconciler/run/run-history.ts";
import { listShardNames, readShards } from "../../src/fleet/reconciler/shard/list-shards.ts";
import { reconcileOnce } from "../../src/fleet/reconciler/worker/reconcile-once.ts";
import { hasDatabase } from "../support/database.ts";
import { describeWithEngine } from "../support/engine.ts";
import { startReconcilerHarness } from "../support/reconciler-harness.ts";

describeWithEngine("marketplane reconcile --once", () => {
  it.skipIf(!hasDatabase)(
    "runs until nothing is due, returns the remaining tenants, and records its runs",
    {
      timeout: 180_000,
    },
    async () => {
      const harness = await startReconcilerHarness();
      const { db } = harness.database;
      const reconciler = await harness.reconciler();
      const each = async (shards: readonly string[], work: (shard: string) => Promise<string>) => {
        for (const shard of shards) {
          await work(shard);
        }
      };
      const parts = { db, reconciler, each, now: () => new Date(), signal: new AbortController().signal };
      const one = await harness.want("one", { hostnames: ["one.customer.com"] });
      const bad = await harness.want("bad", { plan: "forgotten" });

      expect(await reconcileOnce({ ...parts, tenantId: one })).toEqual([]);
      expect((await reconcileOnce(parts)).map(({ id }) => id)).toEqual([bad]);
      await expect(reconcileOnce({ ...parts, tenantId: "unknown" })).rejects.toThrow("tenant unknown does not exist");

      const shards = await readShards(db, await listShardNames(db));
      expect(shards.reduce((sum, { tenants }) => sum + tenants, 0)).toBe(2);
      expect(shards.reduce((sum, { unconverged }) => sum + unconverged, 0)).toBe(1);
      const [own] = (await harness.tenants()).filter(({ id }) => id === one);
      expect(shards.find(({ shard }) => shard === own?.shard)).toMatchObject({
        worker: null,
        lastOutcome: "converged",
      });
      expect(await listRuns(db, { shard: own?.shard, limit: 1 })).toMatchObject([
        { tenants: [one], outcome: "converged", changes: { create: 5 }, failures: [] },
      ]);

      await harness.want("one", { hostnames: ["one.customer.com", "two.customer.com"] });
      expect(await reconcileOnce({ ...parts, tenantId: one }), "what stayed the same counts as reported").toEqual([]);
      harness.loseStates();
      const later = { ...parts, reconciler: await harness.reconciler() };
      expect(await reconcileOnce({ ...later, tenantId: one })).toEqual([]);
      expect(await listRuns(db, { shard: own?.shard, limit: 1 })).toMatchObject([
        { tenants: [one], outcome: "converged", changes: { create: 6 }, failures: [] },
      ]);
      const runs = await listRuns(db, { shard: own?.shard, limit: 9 });
      expect(await later.reconciler.requeueOnLostState(parts.signal), "nothing is lacking any more").toBe(0);
      expect(runs.length).toBe(3);
    },
  );
});
