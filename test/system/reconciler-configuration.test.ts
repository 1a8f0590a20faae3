import { expect, it } from "vitest";
import { hasDatabase } from "../support/database.ts";
import { describeWithEngine } from "../support/engine.ts";
import { startReconcilerHarness } from "../support/reconciler-harness.ts";

const signal = new AbortController().signal;
const shard = "shard-00";
const addons = ["addon_one", "addon_two"].map((addonId) => ({ addonId, ownerEmail: `${addonId}@acme-shoes.com` }));

describeWithEngine("a worker started with another configuration", () => {
  it.skipIf(!hasDatabase)(
    "reconciles the affected tenants, and starts no engine for the others",
    { timeout: 180_000 },
    async () => {
      const harness = await startReconcilerHarness({ isOneShard: true, seed: { clevercloud: { addons } } });
      const { deployment, values } = harness.config;
      const plans = { ...deployment.plans, pro: { pricingUid: "ABCDEF1234567891", pricingName: "Monthly pricing" } };
      const both = { deployment: { ...deployment, plans } };
      const first = await harness.reconciler({}, both);
      await harness.want("addon_one", { source: "clevercloud" });
      await harness.want("addon_two", { source: "clevercloud" });
      await harness.want("plain", { hostnames: ["plain.customer.com"] });
      const pro = await harness.want("pro", { plan: "pro" });
      expect(await first.reconcile(shard, signal)).toBe("converged");

      // The same configuration again: nothing is due.
      const again = await harness.reconciler({}, both);
      expect(await again.requeueOnConfigChange()).toBe(0);
      expect(await again.reconcile(shard, signal)).toBe("idle");

      // A secret that the add-ons' config vars refer to.
      const renewed = { ...both, values: { ...values, canary: "another-secret" } };
      const before = (await harness.writes()).length;
      const second = await harness.reconciler({}, renewed);
      expect(await second.requeueOnConfigChange()).toBe(2);
      expect(await second.reconcile(shard, signal)).toBe("converged");
      const pushed = (await harness.vendors()).addons.map(({ config }) => config.SANDBOX_ADDON_CANARY);
      expect(pushed).toEqual(["another-secret", "another-secret"]);
      expect((await harness.writes()).slice(before)).toEqual(Array(2).fill("PUT /vendor/apps/:addon 200"));
      expect(await second.requeueOnConfigChange()).toBe(0);

      // A plan without a pricing keeps its tenants' objects, and is reported.
      const third = await harness.reconciler({}, { ...renewed, deployment });
      expect(await third.requeueOnConfigChange()).toBe(1);
      expect(await third.reconcile(shard, signal)).toBe("failed");
      expect(await harness.condition(pro, "Ready")).toMatch(/^false PlanUnknown/);
      expect((await harness.vendors()).users).toContain("pro@customer.com");

      // The pricing is back: the tenant does not wait for its retry delay.
      const last = await harness.reconciler({}, renewed);
      expect(await last.requeueOnConfigChange()).toBe(1);
      expect(await last.reconcile(shard, signal)).toBe("converged");
      expect(await harness.condition(pro, "Ready")).toMatch(/^true Converged/);
    },
  );
});
