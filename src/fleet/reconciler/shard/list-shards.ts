import { type Kysely, sql } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";

/** A shard as an operator sees it. */
export interface ShardOverview {
  readonly shard: string;
  /** Tenants that have, or may have, anything at the vendors. */
  readonly tenants: number;
  readonly unconverged: number;
  /** Those of the unconverged that do not rest after a failure. */
  readonly due: number;
  /** Tenants whose last run failed. */
  readonly failing: number;
  /** When the first of those that rest is tried again. */
  readonly retryAt: Date | null;
  /** The worker that has it at the moment. */
  readonly worker: string | null;
  /** Until when, unless the worker is heard of. */
  readonly leaseUntil: Date | null;
  /** Tenants whose resources are to be moved here, or away. */
  readonly movesIn: number;
  readonly movesOut: number;
  /** Whether it has grown too large and its tenants are its two halves' from now on. */
  readonly isSplit: boolean;
  readonly lastRunId: number | null;
  readonly lastRunAt: Date | null;
  readonly lastOutcome: "converged" | "failed" | null;
  readonly lastDurationMs: number | null;
}

/** Every shard that has tenants or had a run, by its name; or the one of that name alone. */
export async function listShards(db: Kysely<Tables>, name?: string): Promise<ShardOverview[]> {
  const { rows } = await sql<ShardOverview>`
    with fleet as (
      select shard, count(*) filter (where state <> 'removed' or observed_generation < tenants.generation) as tenants,
        count(*) filter (where observed_generation < tenants.generation) as unconverged,
        count(*) filter (where observed_generation < tenants.generation and (retry_at is null or retry_at <= now())) as due,
        count(failures) as failing, min(retry_at) filter (where retry_at > now()) as retry_at
      from tenants
      left join attempts on attempts.tenant_id = tenants.id and attempts.generation = tenants.generation
      group by shard),
    last_runs as (
      select distinct on (shard) shard, id, started_at, outcome, duration_ms from runs order by shard, id desc),
    every as (
      select coalesce(fleet.shard, last_runs.shard) as shard, coalesce(tenants, 0) as tenants,
        coalesce(unconverged, 0) as unconverged, coalesce(due, 0) as due, coalesce(failing, 0) as failing, retry_at,
        id as last_run_id, started_at as last_run_at, outcome as last_outcome, duration_ms as last_duration_ms
      from fleet full join last_runs using (shard))
    select every.*,
      case when lease_until > now() then lease_holder end as worker,
      case when lease_until > now() then lease_until end as lease_until,
      (select count(*) from moves where to_shard = every.shard) as moves_in,
      (select count(*) from moves where from_shard = every.shard) as moves_out,
      shard_splits.shard is not null as is_split
    from every
    left join shards on shards.name = every.shard
    left join shard_splits on shard_splits.shard = every.shard
    where ${name === undefined ? sql`true` : sql`every.shard = ${name}`}
    order by 1`.execute(db);
  return rows;
}

/**
 * Shards that have something to do now: tenants that are not what they should be and do not rest, and moves.
 */
export async function listDueShards(db: Kysely<Tables>, now: Date): Promise<string[]> {
  const rows = await db
    .selectFrom("tenants")
    .leftJoin("attempts", (join) =>
      join.onRef("attempts.tenantId", "=", "tenants.id").onRef("attempts.generation", "=", "tenants.generation"),
    )
    .select("shard")
    .distinct()
    .where("observedGeneration", "<", sql.ref<number>("tenants.generation"))
    .where((where) => where.or([where("retryAt", "is", null), where("retryAt", "<=", now)]))
    .execute();
  const moves = await db.selectFrom("moves").select("toShard").distinct().execute();
  return [...new Set([...rows.map(({ shard }) => shard), ...moves.map(({ toShard }) => toShard)])].sort();
}
