import { describe, expect, it, onTestFinished } from "vitest";
import { takeJobs } from "../../../../src/core/queue/take-jobs.ts";
import { hasDatabase } from "../../../support/database.ts";
import { useLedger } from "../../../support/ledger.ts";

describe.skipIf(!hasDatabase)("taken jobs", () => {
  const test = useLedger();

  it("are processed without a pause, as many at once as configured", async () => {
    const shards = Array.from({ length: 40 }, (_, index) => `shard-${index}`);
    await test.queue.enqueue(shards, test.database.db);
    const [worked, all] = [[] as string[], Promise.withResolvers<void>()];
    let [now, most] = [0, 0];
    const stop = await takeJobs(test.queue, {
      atOnce: 2,
      work: async (shard) => {
        now += 1;
        most = Math.max(most, now);
        await new Promise(setImmediate);
        now -= 1;
        if (worked.push(shard) === shards.length) {
          all.resolve();
        }
      },
    });
    onTestFinished(stop);
    await all.promise;
    await stop();

    expect(worked.toSorted()).toEqual(shards.toSorted());
    expect(most).toBeLessThanOrEqual(2);
    expect(await test.queue.countWaiting()).toBe(0);
  });

  it("are retried if they fail", async () => {
    await test.queue.enqueue(["fails once"], test.database.db);
    const [tries, again] = [[] as string[], Promise.withResolvers<void>()];
    const stop = await takeJobs(test.queue, {
      atOnce: 1,
      work: async (shard) => {
        if (tries.push(shard) === 1) {
          throw new Error("not yet");
        }
        again.resolve();
      },
    });
    onTestFinished(stop);
    await again.promise;

    expect(tries).toEqual(["fails once", "fails once"]);
  });
});
