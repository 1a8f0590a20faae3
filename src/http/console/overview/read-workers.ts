import { type Kysely, sql } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import { listDueShards } from "../../../fleet/reconciler/shard/list-shards.ts";

/** What the database shows of workers: each holds a shard's lease during a run, and records the run. */
export interface Workers {
  readonly active: readonly { readonly name: string; readonly shards: number }[];
  /** The number of shards with work due now. */
  readonly dueShards: number;
  readonly lastRun: { readonly worker: string; readonly startedAt: Date } | undefined;
}

/** The workers that hold leases now, and the number of due shards. */
export async function readWorkers(db: Kysely<Tables>, now: Date): Promise<Workers> {
  const [active, due, lastRun] = await Promise.all([
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
  return { active, dueShards: due.length, lastRun };
}
