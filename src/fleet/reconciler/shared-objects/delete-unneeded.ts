import { errorText } from "@marketplane/providers/error-text.ts";
import { sql } from "kysely";
import type { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";
import type { Tenant } from "../../../core/ledger/tenant.ts";
import type { TenantJudgement } from "../conditions/tenant-outcome.ts";
import type { ReconcileParts } from "../run/reconcile-shard.ts";
import { type LeftObject, leaveObject } from "./hand-over.ts";
import { objectsOf } from "./object-key.ts";
import { removeUnlessNeeded } from "./shared-objects.ts";

type Parts = Pick<ReconcileParts, "db" | "config" | "removeObject">;

/**
 * After a run, deletes objects that other stacks left to its tenants, which these do not have and no tenant needs any more. An
 * object that a converged tenant declares is in its state, so its record goes. Yields the tenants for which this failed, and why.
 */
export async function removeLeft(
  judgements: ReadonlyMap<Tenant, TenantJudgement>,
  declarations: readonly TenantDeclaration[],
  parts: Parts,
): Promise<ReadonlyMap<Tenant, string>> {
  const converged = [...judgements].flatMap(([tenant, { isConverged }]) => (isConverged ? [tenant] : []));
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
      if (!owners.includes(tenantId)) await forget(tenantId, key, parts);
    } catch (error) {
      const why = errorText(error);
      const tenant = tenants.get(tenantId);
      if (tenant) failures.set(tenant, `${type} ${JSON.stringify(objectId)} could not be deleted: ${why}`);
    }
  }
  return failures;
}

/** Leaves the object to the tenants that need it, and deletes it where none does; yields these tenants. */
async function passOn(object: LeftObject, { db, config, removeObject }: Parts): Promise<readonly string[]> {
  let owners: readonly string[] = [];
  const isNeeded = async () => {
    owners = await leaveObject(db, object, config);
    return owners.length > 0;
  };
  await removeUnlessNeeded(isNeeded, () => removeObject(object));
  return owners;
}

async function forget(tenantId: string, key: string, { db }: Parts): Promise<void> {
  await db.deleteFrom("leftObjects").where("tenantId", "=", tenantId).where("key", "=", key).execute();
}
