import { type Kysely, sql } from "kysely";
import type { Tables } from "../db/tables.ts";

/** Names of all shards that have been leased to a worker, sorted. */
export async function listLeasedShards(db: Kysely<Tables>): Promise<string[]> {
  const rows = await db.selectFrom("shards").select("name").orderBy("name").execute();
  return rows.map(({ name }) => name);
}

/**
 * Names of the shards that have tenants, sorted. Each step looks up the next name in the index: `distinct`
 * would read an entry for each tenant.
 */
export async function listTenantShards(db: Kysely<Tables>): Promise<string[]> {
  const { rows } = await sql<{ shard: string }>`
    with recursive names as (
      select min(shard) as shard from tenants
      union all
      select (select min(shard) from tenants where shard > names.shard) from names where names.shard is not null)
    select shard from names where shard is not null`.execute(db);
  return rows.map(({ shard }) => shard);
}
