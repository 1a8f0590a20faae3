import { type Kysely, sql } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";

/** Shards that have something to do now: tenants that are not what they should be and do not rest, and moves. */
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
