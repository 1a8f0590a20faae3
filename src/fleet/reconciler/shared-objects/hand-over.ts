import type { Kysely } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import type { DeclarationConfig } from "../declaration/declare-tenant.ts";
import type { IsShared } from "../engine/stack-object.ts";
import { namingProperties, objectKey } from "./object-key.ts";
import { isSharedObject, tenantsSharing, typeOf } from "./shared-objects.ts";

/** An object at a vendor that a stack dropped without deleting it. */
export interface SharedObject {
  readonly type: string;
  readonly id: string;
  /** The properties that identify it. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/**
 * Whether another tenant needs an object. If so, records for each such tenant that the object is left to it.
 * A tenant can change or be removed before its stack has the object. Then no state knows the object, and only
 * this record gets it deleted.
 */
export function handOverShared(db: Kysely<Tables>, config: DeclarationConfig): IsShared {
  const isNeeded = isSharedObject(db, config);
  return async (given) => {
    const { urn, id, properties } = given;
    if (!(await isNeeded(given))) {
      return false;
    }
    const type = typeOf(urn);
    const object = { type, id, properties: namingProperties(type, properties) };
    // License uses have their own records: see license-uses.
    if (objectKey(type, properties) === undefined) {
      return true;
    }
    return (await handOver(db, object, config)).length > 0;
  };
}

/**
 * Records the tenants that an object is left to, and returns their ids. Empty if no tenant needs the object.
 */
export async function handOver(
  db: Kysely<Tables>,
  object: SharedObject,
  config: DeclarationConfig,
): Promise<readonly string[]> {
  const recorded = new Set<string>();
  for (;;) {
    const needing = await tenantsSharing(db, object, config);
    // Check again after recording: a tenant that changed in between may have finished its run without seeing
    // the record.
    if (needing.length === 0 || needing.some((id) => recorded.has(id))) {
      return needing;
    }
    await recordLeft(db, object, needing);
    for (const id of needing) {
      recorded.add(id);
    }
  }
}

async function recordLeft(
  db: Kysely<Tables>,
  { type, id: objectId, properties }: SharedObject,
  tenants: readonly string[],
): Promise<void> {
  const key = objectKey(type, properties);
  if (key === undefined) {
    return;
  }
  await db
    .insertInto("leftObjects")
    .values(tenants.map((tenantId) => ({ tenantId, key, type, objectId, properties: JSON.stringify(properties) })))
    .onConflict((conflict) =>
      conflict.columns(["tenantId", "key"]).doUpdateSet(({ ref }) => ({ objectId: ref("excluded.objectId") })),
    )
    .execute();
}
