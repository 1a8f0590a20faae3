import { sql } from "kysely";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { settleWrites } from "../../../../src/core/ledger/ledger-transaction.ts";
import { jobName, type ReconcileJob, startReconcileQueue } from "../../../../src/core/queue/reconcile-queue.ts";
import { hasDatabase } from "../../../support/database.ts";
import { alter, provision, useLedger } from "../../../support/ledger.ts";
import { silentLog } from "../../../support/silent-log.ts";

describe.skipIf(!hasDatabase)("the reconcile queue", () => {
  const test = useLedger();
  const shardOf = async (externalId: string) => {
    const { db } = test.database;
    return (await db.selectFrom("tenants").select("shard").where("externalId", "=", externalId).executeTakeFirst())
      ?.shard;
  };
  const waiting = async () => {
    const jobs = await test.queue.boss.findJobs<ReconcileJob>(jobName, { queued: true });
    return jobs.map(({ data }) => data.shard);
  };

  /** Asks repeatedly, as workers do: a fetch during another transaction may return nothing. */
  const take = () =>
    vi.waitFor(async () => {
      const [job] = await test.queue.boss.fetch<ReconcileJob>(jobName);
      if (job === undefined) {
        throw new Error("the queue has no job to take");
      }
      return job;
    });

  it("contains no job of an uncommitted transaction", async () => {
    const attempt = test.database.db.transaction().execute(async (transaction) => {
      await test.queue.enqueue(["shard of nobody"], transaction);
      throw new Error("changed my mind");
    });

    await expect(attempt).rejects.toThrow("changed my mind");
    expect(await waiting()).not.toContain("shard of nobody");
  });

  it("collects all changes during a shard's run in one further job", async () => {
    await test.ledger.submit(provision("worked on"));
    const shard = await shardOf("worked on");
    const job = await take();
    expect(job.data).toEqual({ shard });
    for (const plan of ["a", "b", "c"]) {
      await test.ledger.submit(alter("worked on", { plan }));
    }

    expect(await waiting()).toEqual([shard]);
    expect(await test.queue.countWaiting()).toBe(1);
    // The second job of the shard waits for the first.
    expect(await test.queue.boss.fetch(jobName)).toEqual([]);
    await test.queue.boss.complete(jobName, job.id);
    const further = await take();
    expect(further.data).toEqual({ shard });
    await test.queue.boss.complete(jobName, further.id);
  });

  it("shows a worker every change that found its job still waiting", async () => {
    await test.ledger.submit(provision("overlapping"));
    const { db } = test.database;
    const row = db.selectFrom("tenants").select("plan").where("externalId", "=", "overlapping");
    const locked = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    onTestFinished(() => release.resolve());
    // Delays the change between its look at the queue and its commit.
    const held = db.transaction().execute(async (transaction) => {
      await transaction.selectFrom("tenants").selectAll().where("externalId", "=", "overlapping").forUpdate().execute();
      locked.resolve();
      await release.promise;
    });
    await locked.promise;
    const changed = test.ledger.submit(alter("overlapping", { plan: "large" }));
    const blocked = sql<{ count: number }>`
      select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await expect.poll(async () => (await blocked.execute(db)).rows).toEqual([{ count: 1 }]);
    const shard = await shardOf("overlapping");
    expect((await take()).data).toEqual({ shard });
    const seen = settleWrites(db).then(() => row.executeTakeFirst());
    release.resolve();

    expect(await seen).toEqual({ plan: "large" });
    await Promise.all([held, changed]);
  });

  it("enqueues lost jobs again at its start", async () => {
    await test.ledger.submit(provision("lost"));
    await test.queue.boss.deleteAllJobs(jobName);
    expect(await waiting()).toEqual([]);

    const again = await startReconcileQueue({ ...test.database, log: silentLog });
    await again.stop();

    expect(await waiting()).toContain(await shardOf("lost"));
  });
});
