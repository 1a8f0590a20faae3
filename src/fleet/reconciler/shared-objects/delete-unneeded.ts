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
 * After a run, deletes objects that other stacks left to its tenants if they are not in the state and no
 * tenant needs them any more. If a converged tenant declares the object, its state has it, so the record is
 * dropped. Returns the tenants for which this failed, with the reason.
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
    // By type, so that team memberships are deleted before the user itself.
    .orderBy("type")
    .execute();
  const failures = new Map<Tenant, string>();
  for (const { tenantId, key, type, objectId, properties } of rows) {
    try {
      const isInState = declared.get(tenantId)?.has(key) === true;
      const owners = isInState ? [] : await handOverOrDelete({ type, id: objectId, properties }, parts);
      if (!owners.includes(tenantId)) {
        await deleteRecord(tenantId, key, parts);
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

/** Hands the object over to the tenants that need it, or deletes it if none does. Returns those tenants. */
async function handOverOrDelete(object: SharedObject, { db, config, deleteObject }: Parts): Promise<readonly string[]> {
  let owners: readonly string[] = [];
  const isNeeded = async () => {
    owners = await handOver(db, object, config);
    return owners.length > 0;
  };
  await removeUnlessShared(isNeeded, () => deleteObject(object));
  return owners;
}

async function deleteRecord(tenantId: string, key: string, { db }: Parts): Promise<void> {
  await db.deleteFrom("leftObjects").where("tenantId", "=", tenantId).where("key", "=", key).execute();
}
