import { type Kysely, type RawBuilder, sql, type Transaction } from "kysely";
import type { ClientBase } from "pg";
import { fromKysely, PgBoss } from "pg-boss";
import type { Logger } from "pino";
import { prepareSession } from "../db/session-settings.ts";
import type { Tables } from "../db/tables.ts";
import { listen } from "./listen.ts";

/** A queue of jobs. Each job names a shard to reconcile. */
export interface ReconcileQueue {
  /** For workers; see jobName. */
  readonly boss: PgBoss;
  /** SQL for the shards that have a job that no worker has taken. */
  readonly waitingShards: RawBuilder<string[]>;
  /**
   * Ensures that each of the shards has a waiting job, within the transaction. A shard has at most one
   * waiting and one active job, so any number of changes during a run cause one further run.
   */
  enqueue(shards: readonly string[], transaction: Kysely<Tables> | Transaction<Tables>): Promise<void>;
  /** Number of jobs that wait for a worker. */
  countWaiting(): Promise<number>;
  /** Waits for the active jobs, then closes the connections. */
  stop(): Promise<void>;
}

interface QueueOptions {
  /** Connection URL of the control plane's database, for pg-boss's own connections. */
  readonly url: string;
  readonly db: Kysely<Tables>;
  readonly log: Logger;
}

/** The queue's name in pg-boss. A job's `singletonKey` is its shard. */
export const jobName = "reconcile";

/** A job's data. */
export interface ReconcileJob {
  readonly shard: string;
}

/** Connections for jobs; one more listens for new ones. */
const connectionsMax = 3;
const second = 1;
const day = 24 * 60 * 60 * second;

/** Failed jobs are retried without limit, with back-off. Finished jobs are kept for inspection. */
const settings = {
  notify: true,
  retryLimit: 1_000_000,
  retryDelay: second,
  retryBackoff: true,
  retryDelayMax: 300 * second,
  retentionSeconds: 365 * day,
  deleteAfterSeconds: day,
};

// Includes the policy so that pg-boss's index on waiting jobs is used.
const waitingShards = sql<string[]>`array(
  select singleton_key from pgboss.job where name = ${sql.lit(jobName)} and state = 'created' and policy = 'stately')`;

/**
 * Opens the queue in the schema "pgboss", which pg-boss migrates. Enqueues every shard that has an
 * unconverged tenant, in case jobs were lost, for example because the database was restored.
 */
export async function startReconcileQueue({ url, db, log }: QueueOptions): Promise<ReconcileQueue> {
  // pg-boss passes these to its pool.
  const connections = { connectionString: url, onConnect: prepareConnection };
  const boss = new PgBoss({
    ...connections,
    application_name: "marketplane-queue",
    max: connectionsMax,
    schedule: false,
    useListenNotify: true,
  });
  let isStopping = false;
  boss.on("error", (error) => {
    // During shutdown, the server may end connections that are being closed.
    if (!isStopping) {
      log.error({ err: error }, "job queue error");
    }
  });
  boss.getDb().listen = (channel, onNotification, onReconnect) =>
    listen({ url, channel, onNotification, onReconnect, onError: (error) => boss.emit("error", error) });
  boss.on("warning", (warning) => log.warn({ warning }, "job queue warning"));
  await boss.start();
  const queue: ReconcileQueue = {
    boss,
    waitingShards,
    async enqueue(shards, transaction) {
      const jobs = shards.map((shard) => ({ data: { shard } satisfies ReconcileJob, singletonKey: shard }));
      await boss.insert(jobName, jobs, { db: fromKysely(transaction) });
    },
    async countWaiting() {
      return (await boss.findJobs(jobName, { queued: true })).length;
    },
    stop: () => {
      isStopping = true;
      return boss.stop();
    },
  };
  try {
    await boss.createQueue(jobName, { policy: "stately", ...settings });
    await boss.updateQueue(jobName, settings);
    await enqueueUnconverged(queue, db);
    return queue;
  } catch (error) {
    await boss.stop({ graceful: false });
    throw error;
  }
}

/**
 * A failing query reports its own error. Without a listener, a connection that breaks while idle would crash
 * the process.
 */
function prepareConnection(client: ClientBase): Promise<void> {
  client.on("error", () => undefined);
  return prepareSession(client);
}

async function enqueueUnconverged(queue: ReconcileQueue, db: Kysely<Tables>): Promise<void> {
  const rows = await db
    .selectFrom("tenants")
    .select("shard")
    .distinct()
    .where("observedGeneration", "<", sql.ref<number>("generation"))
    .execute();
  if (rows.length > 0) {
    await queue.enqueue(
      rows.map(({ shard }) => shard),
      db,
    );
  }
}
