import type { Kysely } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import { listRuns } from "../../../fleet/reconciler/run/run-history.ts";
import { type ActiveWorker, listDueShards, listWorkers } from "../../../fleet/reconciler/shard/list-shards.ts";

/** What the database shows of workers: each holds a shard's lease during a run, and records the run. */
export interface Workers {
  readonly active: readonly ActiveWorker[];
  /** The number of shards with work due now. */
  readonly dueShards: number;
  readonly lastRun: { readonly worker: string; readonly startedAt: Date } | undefined;
}

/** The workers that hold leases now, and the number of due shards. */
export async function readWorkers(db: Kysely<Tables>, now: Date): Promise<Workers> {
  const [active, due, [lastRun]] = await Promise.all([
    listWorkers(db),
    listDueShards(db, now),
    listRuns(db, { limit: 1 }),
  ]);
  return { active, dueShards: due.length, lastRun };
}
