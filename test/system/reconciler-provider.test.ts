import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { hasDatabase } from "../support/database.ts";
import { describeWithEngine } from "../support/engine.ts";
import { type ReconcilerHarness, startReconcilerHarness } from "../support/reconciler-harness.ts";

const signal = new AbortController().signal;
const shard = "shard-00";
const kinds = ["resident", "process"] as const;

const Properties = z.record(z.string(), z.unknown()).default({});
const State = z.object({
  checkpoint: z.object({
    latest: z.object({
      resources: z.array(
        z.object({
          urn: z.string(),
          inputs: Properties,
          outputs: Properties,
          dependencies: z.array(z.string()).optional(),
          additionalSecretOutputs: z.array(z.string()).optional(),
        }),
      ),
      pending_operations: z.array(z.unknown()).default([]),
    }),
  }),
});

function stateText({ folder }: ReconcilerHarness): string {
  return readFileSync(join(folder, "reconciler/state/.pulumi/stacks/marketplane", `${shard}.json`), "utf8");
}

/**
 * The resources of the state with their tenants' names, and only the names of outputs, because vendors
 * generate most of their values.
 */
async function comparable(harness: ReconcilerHarness) {
  const { resources, pending_operations: pending } = State.parse(JSON.parse(stateText(harness))).checkpoint.latest;
  const tenants = await harness.tenants();
  const texts = resources.map(({ outputs, dependencies = [], ...resource }) => {
    const names = Object.keys(outputs).sort();
    const text = JSON.stringify({ ...resource, dependencies: dependencies.sort(), outputs: names });
    return tenants.reduce((all, { id, externalId }) => all.replaceAll(id, externalId), text);
  });
  return { resources: texts.sort(), pending };
}

/** A sequence of changes of two tenants. Returns the state and the calls after every step. */
async function live(provider: (typeof kinds)[number]) {
  const harness = await startReconcilerHarness({ isOneShard: true, reconciler: { provider } });
  const { reconcile } = await harness.reconciler();
  const seen: unknown[] = [];
  const step = async () => {
    const outcome = await reconcile(shard, signal);
    const writes = (await harness.writes()).sort();
    seen.push({ outcome, writes, ...(await comparable(harness)) });
  };
  await harness.want("one", { hostnames: ["one.customer.com"], members: ["member@customer.com"], licenses: 2 });
  await harness.want("two", { hostnames: ["two.customer.com"] });
  await step();
  await harness.want("one", { hostnames: ["new.customer.com"] });
  await harness.want("two", { login: "moved@customer.com" });
  await step();
  await harness.want("two", { state: "suspended" });
  await step();
  await harness.want("one", { state: "removed" });
  await step();
  return { harness, seen };
}

describeWithEngine("the provider in the worker's process", () => {
  it.skipIf(!hasDatabase)(
    "makes the same calls and the same state as a separate process",
    {
      timeout: 300_000,
    },
    async () => {
      const [resident, process] = [await live("resident"), await live("process")];

      expect(resident.seen.map((each) => (each as { outcome: string }).outcome)).toEqual(Array(4).fill("converged"));
      expect(resident.seen).toEqual(process.seen);
    },
  );

  it.skipIf(!hasDatabase)(
    "takes over the stack of the other kind of provider and changes nothing",
    { timeout: 180_000 },
    async () => {
      const harness = await startReconcilerHarness({ isOneShard: true });
      await harness.want("one", { hostnames: ["one.customer.com"] });
      for (const provider of kinds) {
        const { reconcile } = await harness.reconciler({ provider });
        expect(await reconcile(shard, signal)).toBe("converged");
        await harness.database.db.updateTable("tenants").set({ observedGeneration: 0 }).execute();
      }

      const runs = await harness.database.db.selectFrom("runs").select("changes").orderBy("id").execute();
      expect(runs.map(({ changes }) => changes)).toMatchObject([{ create: 5 }, { same: 5 }]);
    },
  );

  for (const provider of kinds) {
    it.skipIf(!hasDatabase)(`keeps the secrets of the state secret, ${provider}`, { timeout: 180_000 }, async () => {
      const harness = await startReconcilerHarness({ isOneShard: true, reconciler: { provider } });
      const { reconcile } = await harness.reconciler();
      await harness.want("one", { hostnames: ["one.customer.com"] });
      expect(await reconcile(shard, signal)).toBe("converged");

      const [key] = await licenseKeys(harness);
      expect(key).toMatch(/./);
      expect(stateText(harness)).not.toContain(key);
      const rows = await harness.database.db.selectFrom("tenantOutputs").selectAll().execute();
      expect(JSON.stringify(rows)).not.toContain(key);
    });
  }
});

async function licenseKeys(harness: ReconcilerHarness): Promise<string[]> {
  const State = z.object({ apifew: z.object({ licenses: z.array(z.object({ key: z.string() })) }) });
  return State.parse(await harness.sandbox.state()).apifew.licenses.map(({ key }) => key);
}
