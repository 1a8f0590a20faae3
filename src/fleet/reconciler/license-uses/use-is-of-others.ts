import { foldLogin } from "@marketplane/providers/apifew/login.ts";
import { type Kysely, sql } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import { type DeclarationConfig, declareTenant } from "../declaration/declare-tenant.ts";
import { poolOf, usersOf } from "./use-of.ts";

interface Resource {
  readonly tenantId: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/**
 * Whether the use that a license or an assignment stands for is left alone when a tenant's stack gives the
 * resource up: where the user is another tenant's, or the tenant itself is to have the same use still. A user
 * that no tenant holds is used by none of their runs; what any of them is to have stays.
 */
export async function useIsOfOthers(
  db: Kysely<Tables>,
  { tenantId, properties }: Resource,
  config: DeclarationConfig,
): Promise<boolean> {
  const { pricingUid, ownerLogin, userLogin = ownerLogin } = properties;
  if (typeof userLogin !== "string" || typeof ownerLogin !== "string") {
    return false;
  }
  const login = foldLogin(userLogin);
  const holder = await db.selectFrom("licenseUses").select("tenantId").where("login", "=", login).executeTakeFirst();
  if (holder && holder.tenantId !== tenantId) {
    return true;
  }
  const tenants = await db
    .selectFrom("tenants")
    .selectAll()
    .where("state", "!=", "removed")
    .where(sql<boolean>`logins_of(desired) && ${[login]}::text[]`)
    .$if(holder !== undefined, (query) => query.where("id", "=", tenantId))
    .execute();
  return tenants.some((tenant) => {
    const declared = declareTenant(tenant, config);
    if (!declared || !("declaration" in declared) || !usersOf(declared.declaration).has(login)) {
      return false;
    }
    const pool = poolOf(declared.declaration, config.deployment);
    return pool.pricingUid === pricingUid && pool.ownerLogin === foldLogin(ownerLogin);
  });
}
