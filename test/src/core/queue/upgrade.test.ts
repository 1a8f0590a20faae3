import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { jobName, type ReconcileJob, startReconcileQueue } from "../../../../src/core/queue/reconcile-queue.ts";
import { hasDatabase, useDatabase } from "../../../support/database.ts";
import { silentLog } from "../../../support/silent-log.ts";

const written = join(import.meta.dirname, "pg-boss-12.27.sql");

describe.skipIf(!hasDatabase)("a queue of an earlier release", () => {
  const store = useDatabase();
  const readVersion = async () => {
    const { rows } = await sql<{ version: number }>`select version from pgboss.version`.execute(store.database.db);
    return rows[0]?.version;
  };

  it("is upgraded at the start and keeps its jobs", async () => {
    const { db, url } = store.database;
    await sql.raw(await readFile(written, "utf8")).execute(db);
    expect(await readVersion()).toBe(37);

    const queue = await startReconcileQueue({ url, db, log: silentLog });
    try {
      expect(await readVersion()).toBeGreaterThan(37);
      const shards = (await queue.boss.findJobs<ReconcileJob>(jobName)).map(({ data, state }) => [data.shard, state]);
      expect(shards.sort()).toEqual([
        ["shard-01", "created"],
        ["shard-02", "retry"],
        ["shard-03", "active"],
      ]);

      await queue.enqueue(["shard-01", "shard-03"], db);
      expect(await queue.countWaiting(), "a shard has one waiting job at most").toBe(3);

      const [job] = await queue.boss.fetch<ReconcileJob>(jobName);
      expect(job?.data.shard).toBe("shard-01");
      if (job !== undefined) {
        await queue.boss.complete(jobName, job.id);
      }
      expect(await queue.countWaiting()).toBe(2);
    } finally {
      await queue.stop();
    }
  });
});
