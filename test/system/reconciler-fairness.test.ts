import { expect, it } from "vitest";
import { hasDatabase } from "../support/database.ts";
import { describeWithEngine } from "../support/engine.ts";
import { startReconcilerHarness } from "../support/reconciler-harness.ts";

const signal = new AbortController().signal;
const shard = "shard-00";

describeWithEngine("a shard with a tenant that fails", () => {
  it.skipIf(!hasDatabase)(
    "brings the others to what is wanted, says why, and recovers",
    { timeout: 180_000 },
    async () => {
      const world = await startReconcilerHarness({ isOneShard: true });
      const { reconcile } = await world.reconciler();
      const leaving = await world.want("leaving", { hostnames: ["leaving.customer.com"] });
      const shrinking = await world.want("shrinking", { hostnames: ["old.customer.com", "kept.customer.com"] });
      expect(await reconcile(shard, signal)).toBe("converged");

      // The vendor refuses this one tenant's hostname.
      await world.sandbox.control("POST", "/faults", {
        vendor: "cloudflare",
        method: "POST",
        route: "/zones/:zone/custom_hostnames",
        status: 403,
        times: 1,
      });
      const failing = await world.want("failing", { hostnames: ["failing.customer.com"] });
      await world.want("leaving", { state: "removed" });
      await world.want("shrinking", { hostnames: ["kept.customer.com"] });
      expect(await reconcile(shard, signal)).toBe("failed");

      expect(await world.unconverged()).toEqual([failing]);
      const { hostnames, users } = await world.vendors();
      expect(hostnames).toEqual(["kept.customer.com"]);
      expect(users).toEqual(["failing@customer.com", "shrinking@customer.com"]);
      expect(await world.condition(failing, "Ready")).toMatch(/^false Failed: .*403/);
      expect(await world.condition(failing, "HostnamesActive")).toMatch(/^false Failed: .*failing.customer.com/);
      expect(await world.condition(shrinking, "Ready")).toMatch(/^true/);
      expect(await world.condition(leaving, "Ready")).toMatch(/^false Removed/);

      // It rests; a run for another tenant leaves it as it is.
      expect(await reconcile(shard, signal)).toBe("idle");
      const before = (await world.writes()).length;
      await world.want("late", {});
      expect(await reconcile(shard, signal)).toBe("converged");
      expect((await world.writes()).slice(before).filter((call) => call.includes("custom_hostnames"))).toEqual([]);
      expect((await world.vendors()).users).toContain("failing@customer.com");

      // A change of what failed is tried at once.
      await world.want("failing", { licenses: 2 });
      expect(await reconcile(shard, signal)).toBe("converged");
      expect(await world.condition(failing, "Ready")).toMatch(/^true Converged/);
      expect((await world.vendors()).hostnames).toEqual(["failing.customer.com", "kept.customer.com"]);
      expect(await world.database.db.selectFrom("attempts").selectAll().execute()).toEqual([]);
    },
  );

  it.skipIf(!hasDatabase)("leaves what a tenant has while it cannot be declared", { timeout: 180_000 }, async () => {
    const world = await startReconcilerHarness({ isOneShard: true });
    const { reconcile } = await world.reconciler();
    const unknown = await world.want("unknown", { hostnames: ["unknown.customer.com"] });
    await world.want("other", {});
    expect(await reconcile(shard, signal)).toBe("converged");
    const before = await world.vendors();

    await world.want("unknown", { plan: "forgotten", hostnames: [] });
    await world.want("other", { state: "removed" });
    expect(await reconcile(shard, signal)).toBe("failed");

    const after = await world.vendors();
    expect(after.hostnames).toEqual(before.hostnames);
    expect(after.users).toEqual(["unknown@customer.com"]);
    expect(await world.unconverged()).toEqual([unknown]);
    expect(await world.condition(unknown, "Ready")).toMatch(/^false PlanUnknown: .*forgotten/);

    await world.want("unknown", { plan: "basic" });
    expect(await reconcile(shard, signal)).toBe("converged");
    expect((await world.vendors()).hostnames).toEqual([]);
  });

  it.skipIf(!hasDatabase)("does not wait for a removal that fails", { timeout: 180_000 }, async () => {
    const world = await startReconcilerHarness({ isOneShard: true });
    const { reconcile } = await world.reconciler();
    const stuck = await world.want("stuck", { hostnames: ["stuck.customer.com"] });
    await world.want("gone", { hostnames: ["gone.customer.com"] });
    expect(await reconcile(shard, signal)).toBe("converged");
    const [hostname] = (await world.sandbox.calls()).filter(({ method }) => method === "DELETE");
    expect(hostname).toBeUndefined();

    await world.sandbox.fault({ vendor: "apifew", route: "/v2/app/user/delete", status: 403, times: 1 });
    await world.want("stuck", { state: "removed" });
    expect(await reconcile(shard, signal)).toBe("failed");
    expect(await world.condition(stuck, "Ready")).toMatch(/^false RemovalFailed/);
    await world.want("gone", { state: "removed" });
    await world.database.db
      .updateTable("attempts")
      .set({ retryAt: new Date(0) })
      .execute();
    expect(await reconcile(shard, signal)).toBe("converged");

    expect(await world.vendors()).toMatchObject({ hostnames: [], users: [] });
  });
});
