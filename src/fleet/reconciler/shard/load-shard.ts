import type { Kysely } from "kysely";
import { sql } from "kysely";
import { tenantColumns } from "../../../core/db/tables/tenant-tables.ts";
import type { Tables } from "../../../core/db/tables.ts";
import type { ShardTenant } from "./decide-run.ts";

/** All tenants of a shard that have, or may have, objects at the vendors. */
export async function loadShard(db: Kysely<Tables>, shard: string): Promise<ShardTenant[]> {
  const rows = await db
    .selectFrom("tenants")
    // A failed tenant is retried at once if it has changed since.
    .leftJoin("attempts", (join) =>
      join.onRef("attempts.tenantId", "=", "tenants.id").onRef("attempts.generation", "=", "tenants.generation"),
    )
    .select(tenantColumns)
    .select("attempts.retryAt")
    .select(
      sql<string[]>`array(select status.hostname from hostname_status status
        join hostname_claims claim on claim.hostname = status.hostname where claim.tenant_id = tenants.id)`.as(
        "observed",
      ),
    )
    .where("shard", "=", shard)
    .where((where) =>
      where.or([
        where("state", "!=", "removed"),
        where("observedGeneration", "<", sql.ref<number>("tenants.generation")),
      ]),
    )
    .orderBy("createdAt")
    .orderBy("id")
    .execute();
  return rows.map(({ retryAt, observed, ...tenant }) => ({ tenant, retryAt: retryAt ?? undefined, observed }));
}
