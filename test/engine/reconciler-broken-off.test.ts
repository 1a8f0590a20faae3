import { expect, it, onTestFinished } from "vitest";
import { hasDatabase } from "../support/database.ts";
import { describeWithEngine } from "../support/engine.ts";
import { KillableWorker } from "../support/killable-worker.ts";
import { startReconcilerWorld } from "../support/reconciler-world.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const routes = ["/zones/:zone/custom_hostnames", "/v2/app/user/create", "/v2/app/pricing/license/create"];

describeWithEngine("a run that was broken off", () => {
  for (const provider of ["resident", "process"] as const) {
    it.skipIf(!hasDatabase)(
      `leaves nothing at the vendors that no state knows of, ${provider}`,
      {
        timeout: 240_000,
      },
      async () => {
        const world = await startReconcilerWorld({ reconciler: { provider } });
        const cache = await temporaryFolder();
        const route = routes[0];
        // The vendor makes the hostname, and the answer is on its way for longer than the worker lives.
        await world.sandbox.fault({
          vendor: "cloudflare",
          method: "POST",
          route: route ?? "",
          afterCommit: true,
          delayMs: 60_000,
          times: 1,
        });
        await world.want("one", { hostnames: ["unwanted.customer.com", "kept.customer.com"] });
        const worker = new KillableWorker(world, cache);
        onTestFinished(() => worker.killGroup());
        await expect.poll(async () => (await world.vendors()).hostnames.length, { timeout: 60_000 }).toBeGreaterThan(0);
        await worker.killGroup();

        const [orphan = ""] = (await world.vendors()).hostnames;
        const kept = ["unwanted.customer.com", "kept.customer.com"].filter((hostname) => hostname !== orphan);
        await world.want("one", { hostnames: kept });
        const last = new KillableWorker(world, cache);
        onTestFinished(() => last.killGroup());
        await expect.poll(() => world.unconverged(), { timeout: 120_000 }).toEqual([]);
        expect(await last.stop()).toBe(0);

        expect(await world.vendors()).toMatchObject({
          hostnames: kept,
          users: ["one@customer.com"],
          licenses: ["one@customer.com"],
        });
      },
    );
  }

  it.skipIf(!hasDatabase)(
    "goes on where the engine alone was killed, and makes nothing twice",
    {
      timeout: 240_000,
    },
    async () => {
      const world = await startReconcilerWorld();
      for (const route of routes) await world.sandbox.fault({ route, delayMs: 1_500, afterCommit: true, times: 1 });
      const worker = new KillableWorker(world, await temporaryFolder());
      onTestFinished(() => worker.killGroup());
      await worker.name;
      await world.want("one", { hostnames: ["one.customer.com"], licenses: 2 });
      await expect.poll(async () => (await world.writes()).length, { timeout: 60_000 }).toBeGreaterThan(0);
      await expect.poll(() => worker.killEngine(() => 0), { timeout: 10_000 }).toBe(true);

      await expect.poll(() => world.unconverged(), { timeout: 120_000 }).toEqual([]);
      expect(await worker.stop()).toBe(0);
      expect(await world.vendors()).toMatchObject({
        hostnames: ["one.customer.com"],
        users: ["one@customer.com"],
        licenses: ["one@customer.com", "one@customer.com"],
      });
      const runs = await world.database.db.selectFrom("runs").select(["outcome", "failures"]).orderBy("id").execute();
      expect(runs.map(({ outcome }) => outcome)).toEqual(["failed", "converged"]);
    },
  );
});
