import { expect, it } from "vitest";
import { findRun, listRuns } from "../../src/fleet/reconciler/run/run-history.ts";
import { hasDatabase } from "../support/database.ts";
import { describeWithEngine } from "../support/engine.ts";
import { type ReconcilerHarness, startReconcilerHarness } from "../support/reconciler-harness.ts";

const { signal } = new AbortController();
const shard = "shard-00";
const canary = "canary-secret-of-the-tests";

async function lastRun({ database: { db } }: ReconcilerHarness) {
  const [run] = await listRuns(db, { limit: 1 });
  const found = run && (await findRun(db, run.id));
  const steps = found?.details?.steps ?? [];
  return {
    ...found,
    operations: steps.map(({ operation, type, isFailed }) => `${operation} ${type}${isFailed ? "!" : ""}`),
  };
}

describeWithEngine("the record of a run", () => {
  it.skipIf(!hasDatabase)(
    "names each resource's operation and changed inputs, and contains no secret",
    { timeout: 240_000 },
    async () => {
      const addon = { addonId: "addon_one", ownerEmail: "jane@acme-shoes.com" };
      const harness = await startReconcilerHarness({ isOneShard: true, seed: { clevercloud: { addons: [addon] } } });
      const { reconcile } = await harness.reconciler();
      const id = await harness.want("addon_one", { source: "clevercloud", hostnames: ["one.acme-shoes.com"] });
      expect(await reconcile(shard, signal)).toBe("converged");
      const first = await lastRun(harness);
      expect(first.operations.toSorted()).toEqual([
        "create apifew:License",
        "create apifew:User",
        "create clevercloud:AddonConfig",
        "create cloudflare:CustomHostname",
      ]);
      expect(first.details?.steps.every((step) => step.tenantId === id && step.properties.length === 0)).toBe(true);

      await harness.want("addon_one", {
        source: "clevercloud",
        licenses: 2,
        members: ["joe@acme-shoes.com"],
        hostnames: ["two.acme-shoes.com"],
      });
      await reconcile(shard, signal);
      const second = await lastRun(harness);
      expect(second.operations.slice(0, 2)).toEqual(["delete cloudflare:CustomHostname", "update apifew:License"]);
      expect(second.operations).toContain("create apifew:ManagedUser");
      const license = second.details?.steps.find(({ type }) => type === "apifew:License");
      expect(license?.properties).toEqual([{ path: "quantity", before: "1", after: "2" }]);

      // Another value of the config var: its name is recorded, its value is not.
      const changed = await harness.reconciler({}, { values: { canary: `${canary}-rotated` } });
      await harness.want("addon_one", { source: "clevercloud", hostnames: [] });
      await changed.reconcile(shard, signal);
      const third = await lastRun(harness);
      const config = third.details?.steps.find(({ type }) => type === "clevercloud:AddonConfig");
      expect(config?.properties).toEqual([{ path: "config", before: '"[secret]"', after: '"[secret]"' }]);

      const { addons } = await harness.vendors();
      const kept = JSON.stringify(await harness.database.db.selectFrom("runDetails").selectAll().execute());
      const key = addons.find(({ addonId }) => addonId === "addon_one")?.config.SANDBOX_ADDON_KEY ?? "";
      expect(key).toMatch(/./);
      for (const secret of [key, canary]) {
        expect(kept).not.toContain(secret);
      }
    },
  );

  it.skipIf(!hasDatabase)("marks failed operations, and is deleted with the run", { timeout: 240_000 }, async () => {
    const harness = await startReconcilerHarness({ isOneShard: true });
    const { reconcile } = await harness.reconciler();
    await harness.sandbox.fault({
      vendor: "cloudflare",
      method: "POST",
      route: "/zones/:zone/custom_hostnames",
      status: 400,
      times: 9,
    });
    await harness.want("one", { hostnames: ["one.acme-shoes.com"] });
    expect(await reconcile(shard, signal)).toBe("failed");
    const { operations, run } = await lastRun(harness);
    expect(operations[0]).toBe("create cloudflare:CustomHostname!");
    expect(run?.failures[0]).toMatch(/Cloudflare/);
    const { db } = harness.database;
    await db.deleteFrom("runs").execute();
    expect(await db.selectFrom("runDetails").selectAll().execute()).toEqual([]);
  });
});
