import { expect, it, onTestFinished } from "vitest";
import { hasDatabase } from "../support/database.ts";
import { describeWithEngine } from "../support/engine.ts";
import { KillableWorker } from "../support/killable-worker.ts";
import { startReconcilerHarness } from "../support/reconciler-harness.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const route = "/zones/:zone/custom_hostnames";
const routes = [route, "/v2/app/user/create", "/v2/app/pricing/license/create"];

describeWithEngine("an interrupted run", () => {
  for (const provider of ["resident", "process"] as const) {
    for (const isKnown of [false, true]) {
      const whose = isKnown ? "of a tenant that the state knows" : "of a new tenant, whose state is written at the end";
      it.skipIf(!hasDatabase)(
        `leaves no object at the vendors without a state, ${whose}, ${provider}`,
        { timeout: 240_000 },
        async () => {
          const harness = await startReconcilerHarness({ reconciler: { provider } });
          if (isKnown) {
            const id = await harness.want("one", {});
            const { reconcile } = await harness.reconciler();
            expect(await reconcile(harness.shards.place(id), new AbortController().signal)).toBe("converged");
          }
          const cache = await temporaryFolder();
          // The vendor creates the hostname, and the answer is delayed for longer than the worker lives.
          await harness.sandbox.fault({ method: "POST", route, afterCommit: true, delayMs: 60_000, times: 1 });
          const hostnames = ["unwanted.customer.com", "kept.customer.com"];
          await harness.want("one", { hostnames });
          const worker = new KillableWorker(harness, cache);
          onTestFinished(() => worker.killGroup());
          const made = async () => (await harness.vendors()).hostnames;
          await expect.poll(async () => (await made()).length, { timeout: 60_000 }).toBeGreaterThan(0);
          await worker.killGroup();

          const [orphan = ""] = await made();
          const kept = hostnames.filter((hostname) => hostname !== orphan);
          await harness.want("one", { hostnames: kept });
          const last = new KillableWorker(harness, cache);
          onTestFinished(() => last.killGroup());
          await expect.poll(() => harness.unconverged(), { timeout: 120_000 }).toEqual([]);
          expect(await last.stop()).toBe(0);

          const owned = { users: ["one@customer.com"], licenses: ["one@customer.com"] };
          expect(await harness.vendors()).toMatchObject({ hostnames: kept, ...owned });
          const notes = await harness.database.db.selectFrom("declarations").selectAll().execute();
          expect(notes).toMatchObject([{ isInState: true, unfinished: null }]);
        },
      );
    }
  }

  it.skipIf(!hasDatabase)(
    "is cleaned up if its tenant was removed meanwhile, and keeps objects that another tenant has now",
    { timeout: 240_000 },
    async () => {
      const harness = await startReconcilerHarness();
      const cache = await temporaryFolder();
      await harness.sandbox.fault({ method: "POST", route, afterCommit: true, delayMs: 60_000, times: 2 });
      await harness.want("one", { hostnames: ["first.customer.com", "second.customer.com"] });
      const worker = new KillableWorker(harness, cache);
      onTestFinished(() => worker.killGroup());
      const made = async () => (await harness.vendors()).hostnames;
      await expect.poll(async () => (await made()).length, { timeout: 60_000 }).toBe(2);
      await worker.killGroup();

      await harness.want("one", { state: "removed" });
      await harness.want("two", { hostnames: ["second.customer.com"] });
      const last = new KillableWorker(harness, cache);
      onTestFinished(() => last.killGroup());
      await expect.poll(() => harness.unconverged(), { timeout: 120_000 }).toEqual([]);
      expect(await last.stop()).toBe(0);

      expect(await harness.vendors()).toMatchObject({
        hostnames: ["second.customer.com"],
        users: ["two@customer.com"],
      });
    },
  );

  it.skipIf(!hasDatabase)(
    "continues if only the engine was killed, and duplicates nothing",
    {
      timeout: 240_000,
    },
    async () => {
      const harness = await startReconcilerHarness();
      for (const route of routes) {
        await harness.sandbox.fault({ route, delayMs: 1_500, afterCommit: true, times: 1 });
      }
      const worker = new KillableWorker(harness, await temporaryFolder());
      onTestFinished(() => worker.killGroup());
      await worker.name;
      await harness.want("one", { hostnames: ["one.customer.com"], licenses: 2 });
      await expect.poll(async () => (await harness.writes()).length, { timeout: 60_000 }).toBeGreaterThan(0);
      await expect.poll(() => worker.killEngine(() => 0), { timeout: 10_000 }).toBe(true);

      await expect.poll(() => harness.unconverged(), { timeout: 120_000 }).toEqual([]);
      expect(await worker.stop()).toBe(0);
      expect(await harness.vendors()).toMatchObject({
        hostnames: ["one.customer.com"],
        users: ["one@customer.com"],
        licenses: ["one@customer.com", "one@customer.com"],
      });
      const runs = await harness.database.db.selectFrom("runs").select(["outcome", "failures"]).orderBy("id").execute();
      expect(runs.map(({ outcome }) => outcome)).toEqual(["failed", "converged"]);
    },
  );
});
