import type { Kysely } from "kysely";
import type { Tables } from "../db/tables.ts";

interface RunFilter {
  readonly shard?: string | undefined;
  readonly limit: number;
}

/** The last runs of the engine, the newest first. */
export function listRuns(db: Kysely<Tables>, { shard, limit }: RunFilter) {
  const runs = db.selectFrom("runs").selectAll().orderBy("id", "desc").limit(limit);
  return (shard === undefined ? runs : runs.where("shard", "=", shard)).execute();
}
