import { expect, it } from "vitest";
import { hasDatabase } from "../support/database.ts";
import { describeWithEngine } from "../support/engine.ts";
import { startReconcilerHarness } from "../support/reconciler-harness.ts";

const signal = new AbortController().signal;
const shard = "shard-00";

describeWithEngine("a shard with a tenant that fails", () => {
  it.skipIf(!hasDatabase)(
    "converges the other tenants, records the reason, and recovers",
    { timeout: 180_000 },
    async () => {
      const harness = await startReconcilerHarness({ isOneShard: true });
      const { reconcile } = await harness.reconciler({ retrySeconds: 3_600 });
      const leaving = await harness.want("leaving", { hostnames: ["leaving.customer.com"] });
      const shrinking = await harness.want("shrinking", { hostnames: ["old.customer.com", "kept.customer.com"] });
      expect(await reconcile(shard, signal)).toBe("converged");

      // The vendor refuses this one tenant's hostname.
      await harness.sandbox.control("POST", "/faults", {
        vendor: "cloudflare",
        method: "POST",
        route: "/zones/:zone/custom_hostnames",
        status: 403,
        times: 1,
      });
      const failing = await harness.want("failing", { hostnames: ["failing.customer.com"] });
      await harness.want("leaving", { state: "removed" });
      await harness.want("shrinking", { hostnames: ["kept.customer.com"] });
      expect(await reconcile(shard, signal)).toBe("failed");

      expect(await harness.unconverged()).toEqual([failing]);
      const { hostnames, users } = await harness.vendors();
      expect(hostnames).toEqual(["kept.customer.com"]);
      expect(users).toEqual(["failing@customer.com", "shrinking@customer.com"]);
      expect(await harness.condition(failing, "Ready")).toMatch(/^false Failed: .*403/);
      expect(await harness.condition(failing, "HostnamesActive")).toMatch(/^false Failed: .*failing.customer.com/);
      expect(await harness.condition(shrinking, "Ready")).toMatch(/^true/);
      expect(await harness.condition(leaving, "Ready")).toMatch(/^false Removed/);

      // It waits for its retry. A run for another tenant does not change it.
      expect(await reconcile(shard, signal)).toBe("idle");
      const before = (await harness.writes()).length;
      await harness.want("late", {});
      expect(await reconcile(shard, signal)).toBe("converged");
      expect((await harness.writes()).slice(before).filter((call) => call.includes("custom_hostnames"))).toEqual([]);
      expect((await harness.vendors()).users).toContain("failing@customer.com");

      // A change of the failed tenant is applied at once.
      await harness.want("failing", { licenses: 2 });
      expect(await reconcile(shard, signal)).toBe("converged");
      expect(await harness.condition(failing, "Ready")).toMatch(/^true Converged/);
      expect((await harness.vendors()).hostnames).toEqual(["failing.customer.com", "kept.customer.com"]);
      expect(await harness.database.db.selectFrom("attempts").selectAll().execute()).toEqual([]);
    },
  );

  it.skipIf(!hasDatabase)("keeps a tenant's objects while it cannot be declared", { timeout: 180_000 }, async () => {
    const harness = await startReconcilerHarness({ isOneShard: true });
    const { reconcile } = await harness.reconciler();
    const unknown = await harness.want("unknown", { hostnames: ["unknown.customer.com"] });
    await harness.want("other", {});
    expect(await reconcile(shard, signal)).toBe("converged");
    const before = await harness.vendors();

    await harness.want("unknown", { plan: "forgotten", hostnames: [] });
    await harness.want("other", { state: "removed" });
    expect(await reconcile(shard, signal)).toBe("failed");

    const after = await harness.vendors();
    expect(after.hostnames).toEqual(before.hostnames);
    expect(after.users).toEqual(["unknown@customer.com"]);
    expect(await harness.unconverged()).toEqual([unknown]);
    expect(await harness.condition(unknown, "Ready")).toMatch(/^false PlanUnknown: .*forgotten/);

    await harness.want("unknown", { plan: "basic" });
    expect(await reconcile(shard, signal)).toBe("converged");
    expect((await harness.vendors()).hostnames).toEqual([]);
  });

  it.skipIf(!hasDatabase)("does not wait for a failing removal", { timeout: 180_000 }, async () => {
    const harness = await startReconcilerHarness({ isOneShard: true });
    const { reconcile } = await harness.reconciler();
    const stuck = await harness.want("stuck", { hostnames: ["stuck.customer.com"] });
    await harness.want("gone", { hostnames: ["gone.customer.com"] });
    expect(await reconcile(shard, signal)).toBe("converged");
    const [hostname] = (await harness.sandbox.calls()).filter(({ method }) => method === "DELETE");
    expect(hostname).toBeUndefined();

    await harness.sandbox.fault({ vendor: "apifew", route: "/v2/app/user/delete", status: 403, times: 1 });
    await harness.want("stuck", { state: "removed" });
    expect(await reconcile(shard, signal)).toBe("failed");
    expect(await harness.condition(stuck, "Ready")).toMatch(/^false RemovalFailed/);
    await harness.want("gone", { state: "removed" });
    await harness.database.db
      .updateTable("attempts")
      .set({ retryAt: new Date(0) })
      .execute();
    expect(await reconcile(shard, signal)).toBe("converged");

    expect(await harness.vendors()).toMatchObject({ hostnames: [], users: [] });
  });
});
