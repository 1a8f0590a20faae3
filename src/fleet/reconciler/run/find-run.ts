import type { Kysely } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import type { RunDetails } from "./run-details.ts";
import type { Run } from "./run-history.ts";

export interface RecordedRun {
  readonly run: Run;
  /** Undefined of a run from before they were kept. */
  readonly details: RunDetails | undefined;
}

/** A run with what it did to each resource; undefined when there is none, or it is kept no longer. */
export async function findRun(db: Kysely<Tables>, id: number): Promise<RecordedRun | undefined> {
  const [run, details] = await Promise.all([
    db.selectFrom("runs").selectAll().where("id", "=", id).executeTakeFirst(),
    db.selectFrom("runDetails").select(["steps", "omitted", "remarks"]).where("runId", "=", id).executeTakeFirst(),
  ]);
  return run && { run, details };
}
