import { type Kysely, sql } from "kysely";
import type { Tables } from "../db/tables.ts";
import type { ReconcileQueue } from "../queue/reconcile-queue.ts";

const intervalMs = 5_000;

/**
 * Makes sure of a job for every shard that has something to do now: tenants whose rest after a failure is over, moves, and
 * whatever a dead worker left. To be repeated in the background; a job that is there already is not doubled.
 */
export function sweepShards(db: Kysely<Tables>, queue: Pick<ReconcileQueue, "enqueue">, now: () => Date) {
  return async (): Promise<number> => {
    const rows = await db
      .selectFrom("tenants")
      .leftJoin("attempts", "attempts.tenantId", "tenants.id")
      .select("shard")
      .distinct()
      .where("observedGeneration", "<", sql.ref<number>("generation"))
      .where((where) => where.or([where("retryAt", "is", null), where("retryAt", "<=", now())]))
      .execute();
    const moves = await db.selectFrom("moves").select("toShard").distinct().execute();
    const shards = [...new Set([...rows.map(({ shard }) => shard), ...moves.map(({ toShard }) => toShard)])];
    if (shards.length > 0) await queue.enqueue(shards, db);
    return intervalMs;
  };
}
