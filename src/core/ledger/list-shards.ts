import type { Kysely } from "kysely";
import type { Tables } from "../db/tables.ts";

/** Names of all shards that have been leased to a worker, sorted. */
export async function listShards(db: Kysely<Tables>): Promise<string[]> {
  const rows = await db.selectFrom("shards").select("name").orderBy("name").execute();
  return rows.map(({ name }) => name);
}

/** Names of the shards that have tenants, sorted. */
export async function listTenantShards(db: Kysely<Tables>): Promise<string[]> {
  const rows = await db.selectFrom("tenants").select("shard").distinct().orderBy("shard").execute();
  return rows.map(({ shard }) => shard);
}
