import { join } from "node:path";
import { Client } from "pg";
import { expect, it, onTestFinished } from "vitest";
import { createDatabase, hasDatabase } from "../support/database.ts";
import { describeWithEngine } from "../support/engine.ts";
import { KillableWorker } from "../support/killable-worker.ts";
import { startReconcilerHarness } from "../support/reconciler-harness.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

describeWithEngine("two workers on two machines", () => {
  it.skipIf(!hasDatabase)("share the shards, and one takes over if the other dies", { timeout: 240_000 }, async () => {
    const backendUrl = `${(await createDatabase()).replace("postgresql://", "postgres://")}?sslmode=disable`;
    const passphrase = "a passphrase of the tests, forty-eight letters long";
    const harness = await startReconcilerHarness({ reconciler: { backendUrl, passphrase, runsAtOnce: 1 } });
    const cache = await temporaryFolder();
    // Separate folders: only databases are shared.
    const workers = ["first", "second"].map((name) => {
      const { config, variables } = harness;
      const reconciler = { ...config.reconciler, folder: join(harness.folder, name) };
      return new KillableWorker({ config: { ...config, reconciler }, variables }, cache);
    });
    const [first, second] = workers;
    if (!first || !second) {
      throw new Error("there are two");
    }
    onTestFinished(async () => void (await Promise.all(workers.map((worker) => worker.killGroup()))));
    for (const worker of workers) {
      expect(await worker.name, worker.lastWords.join("\n")).toMatch(/./);
    }

    for (let index = 0; index < 6; index += 1) {
      await harness.want(`t${index}`, { hostnames: [`t${index}.customer.com`] });
    }
    await expect.poll(() => harness.unconverged(), { timeout: 120_000 }).toEqual([]);
    const runs = await harness.database.db.selectFrom("runs").select("worker").distinct().execute();
    expect(runs).toHaveLength(2);

    for (let index = 0; index < 6; index += 1) {
      await harness.want(`t${index}`, { licenses: 2 });
    }
    await expect.poll(() => first.engines.length, { timeout: 30_000, interval: 20 }).toBeGreaterThan(0);
    await first.killGroup();
    await expect.poll(() => harness.unconverged(), { timeout: 120_000 }).toEqual([]);
    const { licenses, hostnames, users } = await harness.vendors();
    expect({ licenses: licenses.length, hostnames: hostnames.length, users: users.length }).toEqual({
      licenses: 12,
      hostnames: 6,
      users: 6,
    });
    expect(await second.stop()).toBe(0);
    // The path at which src/fleet/reconciler/engine/prune-history.ts looks for old run records.
    const folder = `${new URL(backendUrl).pathname.slice(1)}/.pulumi/history/marketplane/shard-`;
    const records = (await engineKeys(backendUrl)).filter((key) => key.startsWith(folder));
    expect(records.map((key) => key.replace(/^.*-\d{19}\./, ""))).toContain("history.json");
  });
});

async function engineKeys(url: string): Promise<string[]> {
  const client = new Client(url);
  await client.connect();
  try {
    const { rows } = await client.query("select key from pulumi_state");
    return rows.map(({ key }) => key);
  } finally {
    await client.end();
  }
}
