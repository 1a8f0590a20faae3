import { type Kysely, sql } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import { tenantTitle } from "../tenant-title.ts";

/** The titles of tenants by id; unknown tenants are omitted. */
export async function readTenantNames(
  db: Kysely<Tables>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const tenants = await db
    .selectFrom("tenants")
    .select(["id", "desired", "externalId"])
    .where("id", "=", sql<string>`any(${ids}::text[])`)
    .execute();
  return new Map(tenants.map((tenant) => [tenant.id, tenantTitle(tenant)]));
}
