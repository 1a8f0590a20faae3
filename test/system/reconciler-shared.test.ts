import { expect, it } from "vitest";
import { hasDatabase } from "../support/database.ts";
import { describeWithEngine } from "../support/engine.ts";
import { startReconcilerHarness } from "../support/reconciler-harness.ts";

const signal = new AbortController().signal;
const ownerEmail = "jane@acme-shoes.com";
const addons = ["addon_one", "addon_two"].map((addonId) => ({ addonId, ownerEmail }));

describeWithEngine("two tenants of one person", () => {
  for (const provider of ["resident", "process"] as const) {
    it.skipIf(!hasDatabase)(
      `have one user, who goes with the last of them, ${provider}`,
      { timeout: 240_000 },
      async () => {
        const world = await startReconcilerHarness({ reconciler: { provider }, seed: { clevercloud: { addons } } });
        const { reconcile } = await world.reconciler();
        const converge = async () => {
          const shards = new Set((await world.tenants()).map((tenant) => tenant.shard));
          // Who inherits a license is due only when its tenant is gone, and may be of a shard that has had its turn.
          for (const shard of [...shards, ...shards]) {
            expect(await reconcile(shard, signal)).toMatch(/^(converged|idle)$/);
          }
          expect(await world.unconverged()).toEqual([]);
        };
        await world.want("addon_one", { source: "clevercloud" });
        await world.want("addon_two", { source: "clevercloud", members: ["john@acme-shoes.com"], licenses: 2 });
        await converge();
        const both = await world.vendors();
        expect(both.users).toEqual([ownerEmail, "john@acme-shoes.com"]);
        expect(both.addons.map(({ config }) => typeof config.SANDBOX_ADDON_KEY)).toEqual(["string", "string"]);

        await world.want("addon_one", { source: "clevercloud", state: "removed" });
        await converge();
        const one = await world.vendors();
        expect(one).toMatchObject({ users: both.users, members: both.members, licenses: both.licenses });
        const used = (await world.usedLicenses()).sort();
        expect(used).toContain(ownerEmail);

        // A login that another tenant's owner has had is left to that one, too.
        await world.want("direct", { login: ownerEmail });
        await converge();
        await world.want("direct", { login: "direct@customer.com" });
        await converge();
        expect((await world.vendors()).users).toEqual(["direct@customer.com", ...both.users]);
        expect((await world.usedLicenses()).sort()).toEqual(["direct@customer.com", ...used]);

        await world.want("addon_two", { source: "clevercloud", state: "removed" });
        await converge();
        expect((await world.vendors()).users).toEqual(["direct@customer.com"]);
      },
    );
  }

  it.skipIf(!hasDatabase)(
    "on two plans have a license each, of which the first one's is used, and then the other's",
    { timeout: 180_000 },
    async () => {
      const world = await startReconcilerHarness({ isOneShard: true });
      const { deployment } = world.config;
      const plans = { ...deployment.plans, pro: { pricingUid: "ABCDEF1234567891", pricingName: "Monthly pricing" } };
      const { reconcile } = await world.reconciler({}, { deployment: { ...deployment, plans } });
      const converge = () => reconcile("shard-00", signal);
      await world.want("first", { login: ownerEmail });
      const second = await world.want("second", { login: ownerEmail, plan: "pro" });
      expect(await converge()).toBe("converged");
      expect((await world.vendors()).licenses).toEqual([ownerEmail, ownerEmail]);
      const pricings = async () => (await world.usedPricings()).join();
      expect(await pricings()).toBe("ABCDEF1234567890");

      await world.want("first", { state: "removed" });
      expect(await converge()).toBe("converged");
      expect(await world.unconverged()).toEqual([second]);
      expect(await converge()).toBe("converged");
      expect(await pricings()).toBe("ABCDEF1234567891");
      expect(await world.unconverged()).toEqual([]);
      expect((await world.vendors()).users).toEqual([ownerEmail]);
    },
  );

  it.skipIf(!hasDatabase)(
    "may change plans in any order, and the owner uses the license of the first one's plan",
    { timeout: 240_000 },
    async () => {
      const world = await startReconcilerHarness();
      const { deployment } = world.config;
      const pro = "ABCDEF1234567891";
      const plans = { ...deployment.plans, pro: { pricingUid: pro, pricingName: "Monthly pricing" } };
      const { reconcile } = await world.reconciler({}, { deployment: { ...deployment, plans } });
      const converge = async () => {
        for (let pass = 0; pass < 6 && (await world.unconverged()).length > 0; pass += 1) {
          await world.database.db
            .updateTable("attempts")
            .set({ retryAt: new Date(0) })
            .execute();
          for (const shard of new Set((await world.tenants()).map((tenant) => tenant.shard))) {
            await reconcile(shard, signal);
          }
        }
        expect(await world.unconverged()).toEqual([]);
        return world.usedPricings();
      };
      const basic = "ABCDEF1234567890";
      await world.want("first", { login: ownerEmail });
      await world.want("second", { login: ownerEmail });
      expect(await converge()).toEqual([basic]);
      await world.want("first", { plan: "pro" });
      expect(await converge()).toEqual([pro]);
      await world.want("second", { plan: "pro" });
      expect(await converge()).toEqual([pro]);
      await world.want("first", { plan: "basic" });
      expect(await converge()).toEqual([basic]);
      await world.want("first", { state: "removed" });
      expect(await converge()).toEqual([pro]);
      expect((await world.vendors()).users).toEqual([ownerEmail]);
    },
  );

  it.skipIf(!hasDatabase)("leave a hostname to the one that has it by now", { timeout: 180_000 }, async () => {
    const world = await startReconcilerHarness({ isOneShard: true });
    const { reconcile } = await world.reconciler();
    const hostnames = ["shop.customer.com"];
    await world.want("before", { hostnames });
    expect(await reconcile("shard-00", signal)).toBe("converged");

    await world.want("before", { hostnames: [] });
    const after = await world.want("after", { hostnames });
    expect(await reconcile("shard-00", signal)).toBe("converged");

    expect((await world.vendors()).hostnames).toEqual(hostnames);
    expect(await world.condition(after, "HostnamesActive")).not.toMatch(/Failed/);
    await world.want("before", { state: "removed" });
    expect(await reconcile("shard-00", signal)).toBe("converged");
    expect((await world.vendors()).hostnames).toEqual(hostnames);
    await world.want("after", { state: "removed" });
    expect(await reconcile("shard-00", signal)).toBe("converged");
    expect((await world.vendors()).hostnames).toEqual([]);
  });
});
