import { definitionTypeOf, typeOfUrn } from "@marketplane/providers/engine-types.ts";
import { type Kysely, sql } from "kysely";
import { tenantOfUrn } from "../../../../stacks/tenant-of-urn.ts";
import { tenantColumns } from "../../../core/db/tables/tenant-tables.ts";
import type { Tables } from "../../../core/db/tables.ts";
import type { TermsBySource } from "../../../core/ledger/source-terms.ts";
import { mayHaveLogin } from "../../../core/ledger/tenants.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import { type DeclarationConfig, declareTenant, ownerOf } from "../declaration/declare-tenant.ts";
import type { IsShared, StackObject } from "../engine/stack-object.ts";
import { isUseNeeded } from "../license-uses/is-use-needed.ts";
import { namesIn, objectKey, objectsOf } from "./object-key.ts";

/**
 * Whether a tenant needs the object, according to the ledger at the time of the call. Only the desired state
 * counts.
 */
export function isSharedObject(db: Kysely<Tables>, config: DeclarationConfig): IsShared {
  return async ({ urn, properties }) => {
    const tenantId = tenantOfUrn(urn);
    if (tenantId === undefined) {
      return false;
    }
    const type = typeOf(urn);
    if (type === "apifew:License" || type === "apifew:LicenseAssignment") {
      return isUseNeeded(db, { tenantId, properties }, config);
    }
    return (await tenantsSharing(db, { type, properties }, config)).length > 0;
  };
}

/** Ids of the tenants that declare the object; empty for a type that tenants cannot share. */
export async function tenantsSharing(
  db: Kysely<Tables>,
  { type, properties }: { readonly type: string; readonly properties: StackObject["properties"] },
  config: DeclarationConfig,
): Promise<readonly string[]> {
  const key = objectKey(type, properties);
  if (key === undefined) {
    return [];
  }
  const tenants = await tenantsWith(db, properties, config.terms);
  return tenants.flatMap((tenant) => (objectsHeldBy(tenant, config).has(key) ? [tenant.id] : []));
}

/** The objects that a tenant declares. A tenant that cannot be declared now keeps its objects. */
function objectsHeldBy(tenant: Tenant, config: DeclarationConfig): ReadonlySet<string> {
  const declared = declareTenant(tenant, config);
  if (declared && "declaration" in declared) {
    return objectsOf(declared.declaration, config.deployment);
  }
  const owner = declared && ownerOf(tenant, config.terms);
  return owner ? objectsOf({ ...tenant.desired, owner }, config.deployment) : new Set();
}

/** The definition's type of a URN, such as apifew:User; the engine's type for another provider's resource. */
export function typeOf(urn: string): string {
  return definitionTypeOf(urn) ?? typeOfUrn(urn);
}

/** Tenants that may have one of the names. */
async function tenantsWith(
  db: Kysely<Tables>,
  properties: StackObject["properties"],
  terms: TermsBySource,
): Promise<Tenant[]> {
  const { logins, hostname } = namesIn(properties);
  return db
    .selectFrom("tenants")
    .select(tenantColumns)
    .where("state", "!=", "removed")
    .where((where) =>
      where.or([
        mayHaveLogin(logins, terms),
        sql<boolean>`id in (select tenant_id from hostname_claims where hostname = ${hostname})`,
      ]),
    )
    .execute();
}
