/** Reads the drift tasks that operators requested; request-task.ts and work-on-task.ts write them. */
import { type Kysely, type Selectable, sql } from "kysely";
import type { DriftTaskTable } from "../../../core/db/tables/drift-tables.ts";
import type { Tables } from "../../../core/db/tables.ts";

export type DriftTask = Selectable<DriftTaskTable>;

/** The task with this id. */
export function findTask(db: Kysely<Tables>, id: number): Promise<DriftTask | undefined> {
  return db.selectFrom("driftTasks").selectAll().where("id", "=", id).executeTakeFirst();
}

/** A finding's tasks, newest first. */
export function listTasks(db: Kysely<Tables>, fingerprint: string, limit: number): Promise<DriftTask[]> {
  return db
    .selectFrom("driftTasks")
    .selectAll()
    .where("fingerprint", "=", fingerprint)
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
}

/** The last task of each of these findings, by fingerprint. */
export async function lastTasks(
  db: Kysely<Tables>,
  fingerprints: readonly string[],
): Promise<ReadonlyMap<string, DriftTask>> {
  const tasks = await db
    .selectFrom("driftTasks")
    .selectAll()
    .distinctOn("fingerprint")
    .where("fingerprint", "=", sql<string>`any(${fingerprints}::text[])`)
    .orderBy("fingerprint")
    .orderBy("id", "desc")
    .execute();
  return new Map(tasks.flatMap((task) => (task.fingerprint === null ? [] : [[task.fingerprint, task]])));
}

/** The requested scan that has not ended. */
export function findPendingScan(db: Kysely<Tables>): Promise<DriftTask | undefined> {
  return db
    .selectFrom("driftTasks")
    .selectAll()
    .where("kind", "=", "scan")
    .where("endedAt", "is", null)
    .executeTakeFirst();
}
