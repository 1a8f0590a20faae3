import { join } from "node:path";
import { expect, it } from "vitest";
import { runProcess } from "../../engine/run-process.ts";
import { hasDatabase } from "../support/database.ts";
import { describeWithEngine } from "../support/engine.ts";
import { type ReconcilerHarness, startReconcilerHarness } from "../support/reconciler-harness.ts";

const program = join(import.meta.dirname, "../../src/cli/main.ts");

function once(harness: ReconcilerHarness, ...flags: string[]) {
  // The variables that locate the engine, and no other variables of ours.
  const { PATH, HOME, MARKETPLANE_CACHE_DIR } = process.env;
  const args = [program, "reconcile", "--once", "--config", harness.configFile(), ...flags];
  const env = { PATH, HOME, MARKETPLANE_CACHE_DIR, ...harness.variables };
  return runProcess(process.execPath, args, { env, timeoutMs: 120_000 });
}

describeWithEngine("marketplane reconcile --once", () => {
  it.skipIf(!hasDatabase)(
    "shows every shard's result as text and as JSON, and exits with a code for cron",
    { timeout: 240_000 },
    async () => {
      const harness = await startReconcilerHarness();
      const shard = harness.shards.place(await harness.want("one", { hostnames: ["one.customer.com"] }));

      const people = await once(harness);
      expect(people.stderr.join("\n")).toBe("");
      expect(people.stdout.join("\n")).toContain(`${shard}: converged`);
      expect(people.stdout.at(-1)).toBe("Every tenant is converged.");
      expect(people.code).toBe(0);

      const bad = await harness.want("bad", { plan: "forgotten" });
      const machines = await once(harness, "--json");
      expect(machines.stdout.map((line) => JSON.parse(line))).toEqual([
        { shard: harness.shards.place(bad), outcome: "failed" },
        { unconverged: [expect.objectContaining({ id: bad, reason: "PlanUnknown" })] },
      ]);
      expect(machines.code).toBe(1);

      const again = await once(harness);
      expect(again.stdout.join("\n")).toMatch(new RegExp(`TENANT .*\\n${bad} .*PlanUnknown`));
    },
  );
});
