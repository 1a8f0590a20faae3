import { type Kysely, sql } from "kysely";

// The counts of the overview are read from this index alone. Most tenants share a handful of values, so it is small.
const shares = sql`
  create function statuses_of(conditions jsonb) returns text language sql immutable parallel safe as $$
    select coalesce(string_agg(condition ->> 'type' || '=' || (condition ->> 'status'), ' ' order by condition ->> 'type'), '')
    from jsonb_array_elements($1) as condition
  $$;
  alter table tenants add column statuses text not null generated always as (statuses_of(conditions)) stored;
  create index tenants_shares on tenants (source, state, statuses, observed_generation, generation);
`;

// The shards' counts are read from the index alone.
const shards = sql`
  drop index tenants_shard_created_at_id_idx;
  create index tenants_by_shard on tenants (shard, created_at, id) include (state, generation, observed_generation);
`;

const removed = sql`create index tenants_removed on tenants (removed_at) where removed_at is not null`;

/**
 * Indexes for the search by a part of a text. The extension may be missing on the server, or the role may not be
 * allowed to create it. Search then works without the indexes, and reads all tenants.
 */
const search = sql`
  do $$
  declare
    operators text;
  begin
    create extension if not exists pg_trgm;
    select quote_ident(nspname) || '.gin_trgm_ops' into strict operators
      from pg_extension join pg_namespace on pg_namespace.oid = extnamespace where extname = 'pg_trgm';
    execute format('create index tenants_search on tenants using gin
      (id %1$s, external_id %1$s, (desired -> ''owner'' ->> ''login'') %1$s)', operators);
    execute format('create index hostname_claims_search on hostname_claims using gin (hostname %1$s)', operators);
  exception when insufficient_privilege or feature_not_supported or undefined_file then
    raise notice 'no indexes for the search: %', sqlerrm;
  end $$
`;

/** Keeps the console fast with a hundred thousand tenants. */
export const largeFleets = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of [shares, shards, removed, search]) {
      await statement.execute(db);
    }
    await sql`analyze tenants`.execute(db);
  },
};
