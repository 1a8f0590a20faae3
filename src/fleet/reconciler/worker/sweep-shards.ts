import { type Kysely, sql } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import { jobName, type ReconcileQueue } from "../../../core/queue/reconcile-queue.ts";
import { listDueShards } from "../shard/list-shards.ts";

interface SweepOptions {
  readonly db: Kysely<Tables>;
  readonly queue: Pick<ReconcileQueue, "boss" | "enqueue">;
  readonly leaseMs: number;
  /** Requeues the tenants that a configuration change affects. */
  requeueOnConfigChange(): Promise<unknown>;
  now(): Date;
}

const intervalMsMax = 5_000;

/**
 * Enqueues a job for every shard that has work now: tenants due for a retry, tenants affected by a
 * configuration change, moves, and work left by a dead worker. Called repeatedly in the background. A shard
 * that already has a job gets no second one.
 */
export function sweepShards({ db, queue, leaseMs, requeueOnConfigChange, now }: SweepOptions) {
  return async (): Promise<number> => {
    await requeueOnConfigChange();
    await giveUpDeadJobs({ db, queue, leaseMs });
    const shards = await listDueShards(db, now());
    if (shards.length > 0) {
      await queue.enqueue(shards, db);
    }
    return Math.min(intervalMsMax, leaseMs / 2);
  };
}

/**
 * Cancels the jobs of dead workers: the shard has no valid lease, and the job is older than one lease.
 * Without this, the queue would delay the shard's next job for 15 minutes.
 */
async function giveUpDeadJobs({ db, queue, leaseMs }: Pick<SweepOptions, "db" | "queue" | "leaseMs">): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select job.id from pgboss.job left join shards on shards.name = job.singleton_key
    where job.name = ${jobName} and job.state = 'active'
      and job.started_on < now() - make_interval(secs => ${leaseMs / 1_000})
      and coalesce(shards.lease_until < now(), true)`.execute(db);
  const ids = rows.map(({ id }) => id);
  if (ids.length > 0) {
    await queue.boss.cancel(jobName, ids);
  }
}
