import type { Kysely } from "kysely";
import type { Tables } from "../db/tables.ts";
import type { Tenant } from "../model/tenant.ts";
import type { TenantKey } from "./change.ts";
import { isStorable } from "./unstorable-text.ts";

/** The tenant with the key, including a removed one. */
export async function findTenant(db: Kysely<Tables>, key: TenantKey): Promise<Tenant | undefined> {
  if (!isStorable(key)) {
    return undefined;
  }
  const tenants = db.selectFrom("tenants").selectAll();
  const found =
    "id" in key
      ? tenants.where("id", "=", key.id)
      : tenants.where("source", "=", key.source).where("externalId", "=", key.externalId);
  return found.executeTakeFirst();
}
