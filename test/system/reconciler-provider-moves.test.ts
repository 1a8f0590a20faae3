import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { hasDatabase } from "../support/database.ts";
import { describeWithEngine } from "../support/engine.ts";
import { startReconcilerHarness } from "../support/reconciler-harness.ts";

const signal = new AbortController().signal;
const shard = "shard-00";
const prefixes = { dynamic: "$pulumi-nodejs:", native: "$marketplane:" };

describeWithEngine("a fleet whose configuration chooses the other provider", () => {
  it.skipIf(!hasDatabase)(
    "moves over and back in resident and separate processes, without a call, and a tenant without a run stays as it is",
    { timeout: 300_000 },
    async () => {
      const harness = await startReconcilerHarness({ isOneShard: true });
      const { deployment } = harness.config;
      await harness.want("one", { hostnames: ["one.customer.com"], members: ["member@customer.com"], licenses: 2 });
      const two = await harness.want("two", { hostnames: ["two.customer.com"] });
      expect(await (await harness.reconciler()).reconcile(shard, signal)).toBe("converged");
      expect(await harness.unconverged()).toEqual([]);
      const state = () =>
        readFileSync(join(harness.folder, "reconciler/state/.pulumi/stacks/marketplane", `${shard}.json`), "utf8");
      const count = (provider: keyof typeof prefixes) =>
        state()
          .split(`"urn": "`)
          .filter((one) => one.split('"')[0]?.includes(prefixes[provider])).length;
      const all = count("dynamic");

      for (const [provider, process] of [
        ["native", "resident"],
        ["dynamic", "process"],
        ["native", "process"],
        ["dynamic", "resident"],
      ] as const) {
        const { length } = await harness.sandbox.calls();
        const { reconcile } = await harness.reconciler(
          { provider: process },
          { deployment: { ...deployment, provider } },
        );
        await harness.database.db.updateTable("tenants").set({ observedGeneration: 0 }).where("id", "=", two).execute();
        // Only one of the two tenants is due.
        expect(await reconcile(shard, signal)).toBe("converged");
        await harness.database.db.updateTable("tenants").set({ observedGeneration: 0 }).execute();
        expect(await reconcile(shard, signal)).toBe("converged");

        expect((await harness.sandbox.calls()).slice(length)).toEqual([]);
        expect([count(provider), count(provider === "native" ? "dynamic" : "native")]).toEqual([all, 0]);
      }
      const rows = await harness.database.db.selectFrom("runs").select("changes").orderBy("id").execute();
      expect(rows.slice(1).filter(({ changes }) => Object.keys(changes ?? {}).some((op) => op !== "same"))).toEqual([]);
    },
  );
});
