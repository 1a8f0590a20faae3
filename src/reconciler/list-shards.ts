import { type Kysely, sql } from "kysely";
import type { Tables } from "../db/tables.ts";

/** A shard as an operator sees it. */
export interface ShardOverview {
  readonly shard: string;
  /** Tenants that have, or may have, anything at the vendors. */
  readonly tenants: number;
  readonly unconverged: number;
  /** The worker that has it at the moment. */
  readonly worker: string | null;
  readonly lastRunAt: Date | null;
  readonly lastOutcome: string | null;
  readonly lastDurationMs: number | null;
}

/** Every shard that has tenants or had a run, by its name. */
export async function listShards(db: Kysely<Tables>): Promise<ShardOverview[]> {
  const { rows } = await sql<ShardOverview>`
    with fleet as (
      select shard, count(*) filter (where state <> 'removed' or observed_generation < generation) as tenants,
        count(*) filter (where observed_generation < generation) as unconverged
      from tenants group by shard),
    last_runs as (
      select distinct on (shard) shard, started_at, outcome, duration_ms from runs order by shard, id desc)
    select coalesce(fleet.shard, last_runs.shard) as shard, coalesce(tenants, 0) as tenants,
      coalesce(unconverged, 0) as unconverged,
      case when shards.lease_until > now() then shards.lease_holder end as worker,
      started_at as last_run_at, outcome as last_outcome, duration_ms as last_duration_ms
    from fleet full join last_runs using (shard) left join shards on shards.name = coalesce(fleet.shard, last_runs.shard)
    order by 1`.execute(db);
  return rows;
}
