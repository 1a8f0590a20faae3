import { type Kysely, type RawBuilder, sql, type Transaction } from "kysely";
import type { ClientBase } from "pg";
import { fromKysely, PgBoss } from "pg-boss";
import type { Logger } from "pino";
import { prepareSession } from "../db/session-settings.ts";
import type { Tables } from "../db/tables.ts";
import { listen } from "./listen.ts";

/** Jobs that each name a shard whose tenants are to be brought to what is wanted. */
export interface ReconcileQueue {
  /** For workers; see jobName. */
  readonly boss: PgBoss;
  /** SQL of the shards that have a job which no worker has taken up. */
  readonly waitingShards: RawBuilder<string[]>;
  /**
   * Makes sure of a waiting job for each of the shards, in the transaction. A shard has one at most, and beside it one that
   * is being worked on: whatever happens meanwhile is one further run, not many.
   */
  enqueue(shards: readonly string[], transaction: Kysely<Tables> | Transaction<Tables>): Promise<void>;
  /** Jobs that wait for a worker. */
  countWaiting(): Promise<number>;
  /** Waits for the jobs that are being worked on, then closes the connections. */
  stop(): Promise<void>;
}

interface QueueOptions {
  /** Connection URL of the control plane's database, for pg-boss's own connections. */
  readonly url: string;
  readonly db: Kysely<Tables>;
  readonly log: Logger;
}

/** The queue's name at pg-boss; a job's `singletonKey` is its shard. */
export const jobName = "reconcile";

/** What a job carries. */
export interface ReconcileJob {
  readonly shard: string;
}

/** Connections for jobs; one more listens for new ones. */
const connectionsMax = 3;
const second = 1;
const day = 24 * 60 * 60 * second;

/** A job is tried for as long as it takes, at longer and longer intervals; finished ones are kept for a look back. */
const settings = {
  notify: true,
  retryLimit: 1_000_000,
  retryDelay: second,
  retryBackoff: true,
  retryDelayMax: 300 * second,
  retentionSeconds: 365 * day,
  deleteAfterSeconds: day,
};

// Names the policy for the sake of pg-boss's index on waiting jobs.
const waitingShards = sql<string[]>`array(
  select singleton_key from pgboss.job where name = ${sql.lit(jobName)} and state = 'created' and policy = 'stately')`;

/**
 * Opens the queue in the schema "pgboss", which pg-boss keeps up to date itself. Every shard with a tenant that is not what it
 * should be gets a job, so that a job which was lost, with a restored database for one, is made up for.
 */
export async function startReconcileQueue({ url, db, log }: QueueOptions): Promise<ReconcileQueue> {
  // Passed on to its pool as they are.
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
    // A server that stops meanwhile ends connections that are being closed.
    if (!isStopping) {
      log.error({ err: error }, "the job queue has a problem");
    }
  });
  boss.getDb().listen = (channel, onNotification, onReconnect) =>
    listen({ url, channel, onNotification, onReconnect, onError: (error) => boss.emit("error", error) });
  boss.on("warning", (warning) => log.warn({ warning }, "the job queue has a warning"));
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

/** A query that breaks reports it. Without a listener, a connection that breaks between two queries would end the process. */
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
