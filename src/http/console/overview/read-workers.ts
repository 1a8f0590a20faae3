import { type Kysely, sql } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import { listDueShards } from "../../../fleet/reconciler/shard/list-shards.ts";

/** What is known of the workers: they hold a shard's lease as long as they work on it, and leave runs behind. */
export interface Workers {
  readonly atWork: readonly { readonly name: string; readonly shards: number }[];
  /** Shards with something to do now. */
  readonly dueShards: number;
  readonly lastRun: { readonly worker: string; readonly startedAt: Date } | undefined;
}

/** Who works on the fleet at the moment, and how much waits. */
export async function readWorkers(db: Kysely<Tables>, now: Date): Promise<Workers> {
  const [atWork, due, lastRun] = await Promise.all([
    db
      .selectFrom("shards")
      .select(({ fn }) => ["leaseHolder as name", fn.countAll<number>().as("shards")])
      .where("leaseUntil", ">", sql<Date>`now()`)
      .groupBy("leaseHolder")
      .orderBy("leaseHolder")
      .execute(),
    listDueShards(db, now),
    db.selectFrom("runs").select(["worker", "startedAt"]).orderBy("id", "desc").limit(1).executeTakeFirst(),
  ]);
  return { atWork, dueShards: due.length, lastRun };
}
