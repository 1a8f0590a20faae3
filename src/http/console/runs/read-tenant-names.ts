import type { Kysely } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import { findTenants } from "../../../core/ledger/tenants.ts";
import { tenantTitle } from "../tenant-title.ts";

/** The titles of tenants by id; unknown tenants are omitted. */
export async function readTenantNames(
  db: Kysely<Tables>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const tenants = await findTenants(db, ids);
  return new Map(tenants.map((tenant) => [tenant.id, tenantTitle(tenant)]));
}
