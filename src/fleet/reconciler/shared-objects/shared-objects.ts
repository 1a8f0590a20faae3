import { type Kysely, sql } from "kysely";
import { tenantOfUrn } from "../../../../stacks/tenant-of-urn.ts";
import type { Tables } from "../../../core/db/tables.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import { type DeclarationConfig, declareTenant, ownerOf } from "../declaration/declare-tenant.ts";
import type { IsShared, StackObject } from "../engine/stack-object.ts";
import { useIsOfOthers } from "../license-uses/use-is-of-others.ts";
import { namesIn, objectKey, objectsOf } from "./object-key.ts";

/**
 * Asks the ledger, at the moment of the question: what tenants are to have counts, whatever they have come
 * to.
 */
export function isSharedObject(db: Kysely<Tables>, config: DeclarationConfig): IsShared {
  return async ({ urn, properties }) => {
    const tenantId = tenantOfUrn(urn);
    if (tenantId === undefined) {
      return false;
    }
    const type = typeOf(urn);
    if (type === "apifew:License" || type === "apifew:LicenseAssignment") {
      return useIsOfOthers(db, { tenantId, properties }, config);
    }
    return (await tenantsSharing(db, { type, properties }, config)).length > 0;
  };
}

/** Ids of the tenants that are to have an object which several tenants may have. */
export async function tenantsSharing(
  db: Kysely<Tables>,
  { type, properties }: { readonly type: string; readonly properties: StackObject["properties"] },
  config: DeclarationConfig,
): Promise<readonly string[]> {
  const key = objectKey(type, properties);
  if (key === undefined) {
    return [];
  }
  const tenants = await tenantsWith(db, properties);
  return tenants.flatMap((tenant) => (objectsHeldBy(tenant, config).has(key) ? [tenant.id] : []));
}

/** What a tenant is to have; one that cannot be declared now keeps what it has. */
function objectsHeldBy(tenant: Tenant, config: DeclarationConfig): ReadonlySet<string> {
  const declared = declareTenant(tenant, config);
  if (declared && "declaration" in declared) {
    return objectsOf(declared.declaration, config.deployment);
  }
  const owner = declared && ownerOf(tenant, config.terms);
  return owner ? objectsOf({ ...tenant.desired, owner }, config.deployment) : new Set();
}

/** The engine's token of our types is pulumi-nodejs:<vendor>:<Name>, below those of the components around. */
export function typeOf(urn: string): string {
  const [, , types = ""] = urn.split("::");
  return types.split("$").at(-1)?.replace("pulumi-nodejs:", "") ?? "";
}

/** Tenants that have one of the names in what they should be. */
async function tenantsWith(db: Kysely<Tables>, properties: StackObject["properties"]): Promise<Tenant[]> {
  const { logins, hostname } = namesIn(properties);
  return db
    .selectFrom("tenants")
    .selectAll()
    .where("state", "!=", "removed")
    .where((where) =>
      where.or([
        sql<boolean>`logins_of(desired) && ${logins}::text[]`,
        sql<boolean>`id in (select tenant_id from hostname_claims where hostname = ${hostname})`,
      ]),
    )
    .execute();
}
