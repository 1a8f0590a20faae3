import type { Kysely } from "kysely";
import type { MoveTable } from "../../../core/db/tables/shard-tables.ts";
import type { Tables } from "../../../core/db/tables.ts";

/** The number of tenants that are moving from one shard to another. */
export interface ShardMove extends Pick<MoveTable, "fromShard" | "toShard"> {
  readonly tenants: number;
}

/** The moves from and to a shard. */
export function readMoves(db: Kysely<Tables>, shard: string): Promise<ShardMove[]> {
  return db
    .selectFrom("moves")
    .select(({ fn }) => ["fromShard", "toShard", fn.countAll<number>().as("tenants")])
    .where((where) => where.or([where("fromShard", "=", shard), where("toShard", "=", shard)]))
    .groupBy(["fromShard", "toShard"])
    .orderBy("fromShard")
    .orderBy("toShard")
    .execute();
}
