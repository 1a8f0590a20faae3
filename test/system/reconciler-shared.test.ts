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
      `have one user, who is deleted with the last of them, ${provider}`,
      { timeout: 240_000 },
      async () => {
        const harness = await startReconcilerHarness({ reconciler: { provider }, seed: { clevercloud: { addons } } });
        const { reconcile } = await harness.reconciler();
        const converge = async () => {
          const shards = new Set((await harness.tenants()).map((tenant) => tenant.shard));
          // The tenant that inherits a license is due only once its previous tenant is gone, and its shard
          // may have had
          // its turn already.
          for (const shard of [...shards, ...shards]) {
            expect(await reconcile(shard, signal)).toMatch(/^(converged|idle)$/);
          }
          expect(await harness.unconverged()).toEqual([]);
        };
        await harness.want("addon_one", { source: "clevercloud" });
        await harness.want("addon_two", { source: "clevercloud", members: ["john@acme-shoes.com"], licenses: 2 });
        await converge();
        const both = await harness.vendors();
        expect(both.users).toEqual([ownerEmail, "john@acme-shoes.com"]);
        expect(both.addons.map(({ config }) => typeof config.SANDBOX_ADDON_KEY)).toEqual(["string", "string"]);

        await harness.want("addon_one", { source: "clevercloud", state: "removed" });
        await converge();
        const one = await harness.vendors();
        expect(one).toMatchObject({ users: both.users, members: both.members, licenses: both.licenses });
        const used = (await harness.usedLicenses()).sort();
        expect(used).toContain(ownerEmail);

        // A login that another tenant's owner has had is left to that tenant, too.
        await harness.want("direct", { login: ownerEmail });
        await converge();
        await harness.want("direct", { login: "direct@customer.com" });
        await converge();
        expect((await harness.vendors()).users).toEqual(["direct@customer.com", ...both.users]);
        expect((await harness.usedLicenses()).sort()).toEqual(["direct@customer.com", ...used]);

        await harness.want("addon_two", { source: "clevercloud", state: "removed" });
        await converge();
        expect((await harness.vendors()).users).toEqual(["direct@customer.com"]);
      },
    );
  }

  it.skipIf(!hasDatabase)(
    "on two plans have a license each, and use the first one's, then the other's",
    { timeout: 180_000 },
    async () => {
      const harness = await startReconcilerHarness({ isOneShard: true });
      const { deployment } = harness.config;
      const plans = { ...deployment.plans, pro: { pricingUid: "ABCDEF1234567891", pricingName: "Monthly pricing" } };
      const { reconcile } = await harness.reconciler({}, { deployment: { ...deployment, plans } });
      const converge = () => reconcile("shard-00", signal);
      await harness.want("first", { login: ownerEmail });
      const second = await harness.want("second", { login: ownerEmail, plan: "pro" });
      expect(await converge()).toBe("converged");
      expect((await harness.vendors()).licenses).toEqual([ownerEmail, ownerEmail]);
      const pricings = async () => (await harness.usedPricings()).join();
      expect(await pricings()).toBe("ABCDEF1234567890");

      await harness.want("first", { state: "removed" });
      expect(await converge()).toBe("converged");
      expect(await harness.unconverged()).toEqual([second]);
      expect(await converge()).toBe("converged");
      expect(await pricings()).toBe("ABCDEF1234567891");
      expect(await harness.unconverged()).toEqual([]);
      expect((await harness.vendors()).users).toEqual([ownerEmail]);
    },
  );

  it.skipIf(!hasDatabase)(
    "may change plans in any order, and the owner uses the first one's license",
    { timeout: 240_000 },
    async () => {
      const harness = await startReconcilerHarness();
      const { deployment } = harness.config;
      const pro = "ABCDEF1234567891";
      const plans = { ...deployment.plans, pro: { pricingUid: pro, pricingName: "Monthly pricing" } };
      const { reconcile } = await harness.reconciler({}, { deployment: { ...deployment, plans } });
      const converge = async () => {
        for (let pass = 0; pass < 6 && (await harness.unconverged()).length > 0; pass += 1) {
          await harness.database.db
            .updateTable("attempts")
            .set({ retryAt: new Date(0) })
            .execute();
          for (const shard of new Set((await harness.tenants()).map((tenant) => tenant.shard))) {
            await reconcile(shard, signal);
          }
        }
        expect(await harness.unconverged()).toEqual([]);
        return harness.usedPricings();
      };
      const basic = "ABCDEF1234567890";
      await harness.want("first", { login: ownerEmail });
      await harness.want("second", { login: ownerEmail });
      expect(await converge()).toEqual([basic]);
      await harness.want("first", { plan: "pro" });
      expect(await converge()).toEqual([pro]);
      await harness.want("second", { plan: "pro" });
      expect(await converge()).toEqual([pro]);
      await harness.want("first", { plan: "basic" });
      expect(await converge()).toEqual([basic]);
      await harness.want("first", { state: "removed" });
      expect(await converge()).toEqual([pro]);
      expect((await harness.vendors()).users).toEqual([ownerEmail]);
    },
  );

  it.skipIf(!hasDatabase)("leave a hostname to the tenant that has it now", { timeout: 180_000 }, async () => {
    const harness = await startReconcilerHarness({ isOneShard: true });
    const { reconcile } = await harness.reconciler();
    const hostnames = ["shop.customer.com"];
    await harness.want("before", { hostnames });
    expect(await reconcile("shard-00", signal)).toBe("converged");

    await harness.want("before", { hostnames: [] });
    const after = await harness.want("after", { hostnames });
    expect(await reconcile("shard-00", signal)).toBe("converged");

    expect((await harness.vendors()).hostnames).toEqual(hostnames);
    expect(await harness.condition(after, "HostnamesActive")).not.toMatch(/Failed/);
    await harness.want("before", { state: "removed" });
    expect(await reconcile("shard-00", signal)).toBe("converged");
    expect((await harness.vendors()).hostnames).toEqual(hostnames);
    await harness.want("after", { state: "removed" });
    expect(await reconcile("shard-00", signal)).toBe("converged");
    expect((await harness.vendors()).hostnames).toEqual([]);
  });
});
