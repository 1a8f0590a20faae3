import { jobName, type ReconcileJob, type ReconcileQueue } from "./reconcile-queue.ts";

interface TakeOptions {
  /** How many jobs are worked on at once. */
  readonly atOnce: number;
  readonly work: (shard: string) => Promise<unknown>;
}

/** How often the queue is asked whether a job has come of which it sends no word: one that is tried again, for instance. */
const pollingSeconds = 2;

/**
 * Works on the queue's jobs, each of which is tried again later when `work` rejects. Yields how to take no more, which resolves
 * when the last is done.
 */
export async function takeJobs(
  { boss }: Pick<ReconcileQueue, "boss">,
  { atOnce, work }: TakeOptions,
): Promise<() => Promise<void>> {
  const options = {
    batchSize: 1,
    pollingIntervalSeconds: pollingSeconds,
    notifyPollingIntervalSeconds: pollingSeconds,
  };
  const take = async () => {
    const id: string = await boss.work<ReconcileJob>(jobName, options, async (jobs) => {
      try {
        for (const { data } of jobs) {
          await work(data.shard);
        }
      } finally {
        // pg-boss itself rests after a job until it hears of a new one, however many are waiting.
        boss.notifyWorker(id);
      }
    });
    return id;
  };
  const ids = await Promise.all(Array.from({ length: atOnce }, take));
  return async () => {
    await Promise.all(ids.map((id) => boss.offWork(jobName, { id, wait: true })));
  };
}
