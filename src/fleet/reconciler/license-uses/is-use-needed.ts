import { foldLogin } from "@marketplane/providers/apifew/login.ts";
import type { Kysely } from "kysely";
import { tenantColumns } from "../../../core/db/tables/tenant-tables.ts";
import type { Tables } from "../../../core/db/tables.ts";
import { mayHaveLogin } from "../../../core/ledger/tenants.ts";
import { type DeclarationConfig, declareTenant } from "../declaration/declare-tenant.ts";
import { poolOf, usersOf } from "./use-of.ts";

interface Resource {
  readonly tenantId: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/**
 * Whether a license use must survive when a tenant's stack drops its license or assignment. It must if
 * another tenant holds the user, or if the tenant itself still declares the same use. If no tenant holds the
 * user, the use survives as long as any tenant declares it.
 */
export async function isUseNeeded(
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
    .select(tenantColumns)
    .where("state", "!=", "removed")
    .where(mayHaveLogin([login], config.terms))
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
