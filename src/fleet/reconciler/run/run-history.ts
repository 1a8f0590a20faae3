import { type Kysely, type Selectable, sql } from "kysely";
import type { RunTable } from "../../../core/db/tables/shard-tables.ts";
import type { Tables } from "../../../core/db/tables.ts";
import type { RunDetails } from "../../../core/model/run-record.ts";

/** A filter of runs. All given criteria must match. */
export interface RunFilter {
  readonly shard?: string | undefined;
  /** Runs that reconciled this tenant to a new generation. */
  readonly tenantId?: string | undefined;
  readonly outcome?: RunTable["outcome"] | undefined;
  /** Runs before the one with this id. */
  readonly before?: number | undefined;
  readonly limit: number;
}

export type Run = Selectable<RunTable>;

/** The last engine runs, newest first. */
export function listRuns(db: Kysely<Tables>, { shard, tenantId, outcome, before, limit }: RunFilter): Promise<Run[]> {
  return db
    .selectFrom("runs")
    .selectAll()
    .where((where) =>
      where.and([
        ...(shard === undefined ? [] : [where("shard", "=", shard)]),
        ...(outcome === undefined ? [] : [where("outcome", "=", outcome)]),
        ...(before === undefined ? [] : [where("id", "<", before)]),
        ...(tenantId === undefined ? [] : [sql<boolean>`tenants @> ${JSON.stringify([tenantId])}::jsonb`]),
      ]),
    )
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
}

export interface RecordedRun {
  readonly run: Run;
  /** Undefined for a run from before details were kept. */
  readonly details: RunDetails | undefined;
}

/** A run with the changes to each resource; undefined if it does not exist or is no longer kept. */
export async function findRun(db: Kysely<Tables>, id: number): Promise<RecordedRun | undefined> {
  const [run, details] = await Promise.all([
    db.selectFrom("runs").selectAll().where("id", "=", id).executeTakeFirst(),
    db.selectFrom("runDetails").select(["steps", "omitted", "remarks"]).where("runId", "=", id).executeTakeFirst(),
  ]);
  return run && { run, details };
}
