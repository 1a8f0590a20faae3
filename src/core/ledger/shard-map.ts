import type { Kysely } from "kysely";
import type { Tables } from "../db/tables.ts";
import { placeTenant } from "./place-tenant.ts";

/** Which shard each tenant belongs to. */
export interface ShardMap {
  /** The shard of a tenant, according to the splits that this process knows. */
  place(tenantId: string): string;
  /** Loads splits made by other processes. */
  refresh(): Promise<void>;
}

/** Reads the splits of all shards. */
export async function loadShardMap(db: Kysely<Tables>): Promise<ShardMap> {
  let splits: ReadonlySet<string> = new Set();
  const refresh = async () => {
    const rows = await db.selectFrom("shardSplits").select("shard").execute();
    splits = new Set(rows.map(({ shard }) => shard));
  };
  await refresh();
  return { place: (tenantId) => placeTenant(tenantId, splits), refresh };
}
