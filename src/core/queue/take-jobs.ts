import { jobName, type ReconcileJob, type ReconcileQueue } from "./reconcile-queue.ts";

interface TakeOptions {
  /** Number of concurrent jobs. */
  readonly atOnce: number;
  readonly work: (shard: string) => Promise<unknown>;
}

/** Polling interval for jobs without a notification, such as retries. */
const pollingSeconds = 2;

/**
 * Works on the queue's jobs. A job is retried later if `work` rejects. Returns a function that stops taking
 * jobs and resolves after the last one is done.
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
        // After a job, pg-boss waits for a notification even if jobs are waiting.
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
