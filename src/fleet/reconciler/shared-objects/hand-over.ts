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
  /** Those that name it. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/**
 * Asks whether another tenant needs an object, and if so records for each such tenant that the object is left
 * to it. A tenant can change or leave before its stack has the object; then no state knows the object, and
 * the record is what gets it deleted.
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
    // The uses of licenses have records of their own: see license-uses.
    if (objectKey(type, properties) === undefined) {
      return true;
    }
    return (await handOver(db, object, config)).length > 0;
  };
}

/**
 * Records to whom an object is left; yields the ids of these tenants, none where no tenant needs the object.
 */
export async function handOver(
  db: Kysely<Tables>,
  object: SharedObject,
  config: DeclarationConfig,
): Promise<readonly string[]> {
  const noted = new Set<string>();
  for (;;) {
    const needing = await tenantsSharing(db, object, config);
    // Asked again after the record: a run of a tenant that changed before it may have ended without seeing
    // it.
    if (needing.length === 0 || needing.some((id) => noted.has(id))) {
      return needing;
    }
    await note(db, object, needing);
    for (const id of needing) {
      noted.add(id);
    }
  }
}

async function note(
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
