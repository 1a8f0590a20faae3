import { type Kysely, sql } from "kysely";

const tables = sql`
  create table shards (
    name text primary key,
    lease_token bigint not null,
    lease_holder text not null,
    lease_until timestamptz(3) not null,
    is_running boolean not null
  );

  create table shard_splits (
    shard text primary key
  );

  create table moves (
    tenant_id text primary key references tenants on delete cascade deferrable,
    from_shard text not null,
    to_shard text not null
  );
  create index on moves (to_shard);

  create table attempts (
    tenant_id text primary key references tenants on delete cascade deferrable,
    generation integer not null,
    failures integer not null,
    retry_at timestamptz(3) not null
  );

  create table tenant_outputs (
    tenant_id text primary key references tenants on delete cascade deferrable,
    licenses jsonb not null
  );

  create table runs (
    id bigint generated always as identity primary key,
    shard text not null,
    worker text not null,
    started_at timestamptz(3) not null,
    duration_ms integer not null,
    outcome text not null check (outcome in ('converged', 'failed')),
    tenants jsonb not null,
    changes jsonb not null,
    failures jsonb not null
  );
  create index on runs (shard, id);
  create index on runs (started_at);
`;

/** What the reconciler keeps of its work; see ../tables.ts. */
export const reconciler = {
  async up(db: Kysely<unknown>): Promise<void> {
    await tables.execute(db);
  },
};
