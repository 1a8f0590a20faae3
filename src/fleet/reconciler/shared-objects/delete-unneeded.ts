import { errorText } from "@marketplane/providers/error-text.ts";
import { type Kysely, sql } from "kysely";
import type { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";
import type { Tables } from "../../../core/db/tables.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import type { TenantOutcome } from "../conditions/tenant-outcome.ts";
import type { DeclarationConfig } from "../declaration/declare-tenant.ts";
import { removeUnlessShared } from "../engine/stack-object.ts";
import { handOver, type SharedObject } from "./hand-over.ts";
import type { DeleteObject } from "./object-deleter.ts";
import { objectsOf } from "./object-key.ts";

interface Parts {
  readonly db: Kysely<Tables>;
  readonly config: DeclarationConfig;
  readonly deleteObject: DeleteObject;
}

/**
 * After a run, deletes objects that other stacks left to its tenants, which these do not have and no tenant
 * needs any more. An object that a converged tenant declares is in its state, so its record goes. Yields the
 * tenants for which this failed, and why.
 */
export async function deleteUnneeded(
  outcomes: ReadonlyMap<Tenant, TenantOutcome>,
  declarations: readonly TenantDeclaration[],
  parts: Parts,
): Promise<ReadonlyMap<Tenant, string>> {
  const converged = [...outcomes].flatMap(([tenant, { isConverged }]) => (isConverged ? [tenant] : []));
  const tenants = new Map(converged.map((tenant) => [tenant.id, tenant]));
  const declared = new Map(declarations.map((each) => [each.id, objectsOf(each, parts.config.deployment)]));
  const rows = await parts.db
    .selectFrom("leftObjects")
    .selectAll()
    .where("tenantId", "=", sql<string>`any(${[...tenants.keys()]}::text[])`)
    // By type, so that a person leaves the teams before the application.
    .orderBy("type")
    .execute();
  const failures = new Map<Tenant, string>();
  for (const { tenantId, key, type, objectId, properties } of rows) {
    try {
      const isInState = declared.get(tenantId)?.has(key) === true;
      const owners = isInState ? [] : await passOn({ type, id: objectId, properties }, parts);
      if (!owners.includes(tenantId)) {
        await forget(tenantId, key, parts);
      }
    } catch (error) {
      const why = errorText(error);
      const tenant = tenants.get(tenantId);
      if (tenant) {
        failures.set(tenant, `${type} ${JSON.stringify(objectId)} could not be deleted: ${why}`);
      }
    }
  }
  return failures;
}

/** Leaves the object to the tenants that need it, and deletes it where none does; yields these tenants. */
async function passOn(object: SharedObject, { db, config, deleteObject }: Parts): Promise<readonly string[]> {
  let owners: readonly string[] = [];
  const isNeeded = async () => {
    owners = await handOver(db, object, config);
    return owners.length > 0;
  };
  await removeUnlessShared(isNeeded, () => deleteObject(object));
  return owners;
}

async function forget(tenantId: string, key: string, { db }: Parts): Promise<void> {
  await db.deleteFrom("leftObjects").where("tenantId", "=", tenantId).where("key", "=", key).execute();
}
