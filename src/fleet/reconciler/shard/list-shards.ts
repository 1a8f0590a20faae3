import { type Kysely, sql } from "kysely";
import type { MoveTable } from "../../../core/db/tables/shard-tables.ts";
import type { Tables } from "../../../core/db/tables.ts";
import { listLeasedShards, listTenantShards } from "../../../core/ledger/list-shards.ts";

/** The status of a shard, for operators. */
export interface ShardOverview {
  readonly shard: string;
  /** Tenants that have, or may have, objects at the vendors. */
  readonly tenants: number;
  readonly unconverged: number;
  /** Unconverged tenants that have no retry delay. */
  readonly due: number;
  /** Tenants whose last run failed. */
  readonly failing: number;
  /** When the next delayed tenant is retried. */
  readonly retryAt: Date | null;
  /** The worker that holds the lease. */
  readonly worker: string | null;
  /** When the lease expires unless it is renewed. */
  readonly leaseUntil: Date | null;
  /** Tenants whose resources are being moved to this shard, or away from it. */
  readonly movesIn: number;
  readonly movesOut: number;
  /** Whether the shard was split because it grew too large. */
  readonly isSplit: boolean;
  readonly lastRunId: number | null;
  readonly lastRunAt: Date | null;
  readonly lastOutcome: "converged" | "failed" | null;
  readonly lastDurationMs: number | null;
}

/** Names of the shards that have tenants or had a run, sorted. */
export async function listShardNames(db: Kysely<Tables>): Promise<string[]> {
  const names = await Promise.all([listTenantShards(db), listLeasedShards(db)]);
  return [...new Set(names.flat())].sort();
}

/** The status of the named shards, by name. One that has no tenants and had no run is omitted. */
export async function readShards(db: Kysely<Tables>, names: readonly string[]): Promise<ShardOverview[]> {
  const { rows } = await sql<ShardOverview>`
    with fleet as (
      select shard, count(*) filter (where state <> 'removed' or observed_generation < tenants.generation) as tenants,
        count(*) filter (where observed_generation < tenants.generation) as unconverged,
        count(*) filter (where observed_generation < tenants.generation and (retry_at is null or retry_at <= now())) as due,
        count(failures) as failing, min(retry_at) filter (where retry_at > now()) as retry_at
      from tenants
      left join attempts on attempts.tenant_id = tenants.id and attempts.generation = tenants.generation
      where shard = any(${names}::text[])
      group by shard)
    select named.shard, coalesce(tenants, 0) as tenants, coalesce(unconverged, 0) as unconverged,
      coalesce(due, 0) as due, coalesce(failing, 0) as failing, retry_at,
      last_run.id as last_run_id, last_run.started_at as last_run_at, last_run.outcome as last_outcome,
      last_run.duration_ms as last_duration_ms,
      case when lease_until > now() then lease_holder end as worker,
      case when lease_until > now() then lease_until end as lease_until,
      (select count(*) from moves where to_shard = named.shard) as moves_in,
      (select count(*) from moves where from_shard = named.shard) as moves_out,
      shard_splits.shard is not null as is_split
    from unnest(${names}::text[]) as named(shard)
    left join fleet using (shard)
    left join lateral (
      select id, started_at, outcome, duration_ms from runs where runs.shard = named.shard order by id desc limit 1
    ) as last_run on true
    left join shards on shards.name = named.shard
    left join shard_splits on shard_splits.shard = named.shard
    where fleet.shard is not null or last_run.id is not null
    order by 1`.execute(db);
  return rows;
}

/** Shards with work now: moves, or unconverged tenants without a retry delay. */
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

/** A worker and the number of shards whose leases it holds. */
export interface ActiveWorker {
  readonly name: string;
  readonly shards: number;
}

/** The workers that hold leases now. */
export function listWorkers(db: Kysely<Tables>): Promise<ActiveWorker[]> {
  return db
    .selectFrom("shards")
    .select(({ fn }) => ["leaseHolder as name", fn.countAll<number>().as("shards")])
    .where("leaseUntil", ">", sql<Date>`now()`)
    .groupBy("leaseHolder")
    .orderBy("leaseHolder")
    .execute();
}

/** The number of tenants that are moving from one shard to another. */
export interface ShardMove extends Pick<MoveTable, "fromShard" | "toShard"> {
  readonly tenants: number;
}

/** The shard that a tenant's resources are moving to. */
export async function findMoveTarget(db: Kysely<Tables>, tenantId: string): Promise<string | undefined> {
  const move = await db.selectFrom("moves").select("toShard").where("tenantId", "=", tenantId).executeTakeFirst();
  return move?.toShard;
}

/** The moves from and to a shard. */
export function listMoves(db: Kysely<Tables>, shard: string): Promise<ShardMove[]> {
  return db
    .selectFrom("moves")
    .select(({ fn }) => ["fromShard", "toShard", fn.countAll<number>().as("tenants")])
    .where((where) => where.or([where("fromShard", "=", shard), where("toShard", "=", shard)]))
    .groupBy(["fromShard", "toShard"])
    .orderBy("fromShard")
    .orderBy("toShard")
    .execute();
}
