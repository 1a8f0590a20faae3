import type { Kysely } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import type { LicenseOutput } from "../../../core/model/license-output.ts";
import { sealText } from "./seal-text.ts";

/** The tenant's licenses; empty until they are created. */
export async function readLicenses(db: Kysely<Tables>, tenantId: string): Promise<readonly LicenseOutput[]> {
  const row = await db
    .selectFrom("tenantOutputs")
    .select("licenses")
    .where("tenantId", "=", tenantId)
    .executeTakeFirst();
  return row?.licenses ?? [];
}

/**
 * Stores license keys by tenant id. Without an encryption key, only the last characters of each are stored.
 */
export async function writeLicenses(
  db: Kysely<Tables>,
  keysByTenant: ReadonlyMap<string, readonly string[]>,
  encryptionKey: string | undefined,
): Promise<void> {
  const rows = [...keysByTenant].map(([tenantId, keys]) => ({
    tenantId,
    licenses: JSON.stringify(keys.map((key) => toOutput(key, tenantId, encryptionKey))),
  }));
  if (rows.length === 0) {
    return;
  }
  await db
    .insertInto("tenantOutputs")
    .values(rows)
    .onConflict((conflict) =>
      conflict.column("tenantId").doUpdateSet(({ ref }) => ({ licenses: ref("excluded.licenses") })),
    )
    .execute();
}

function toOutput(key: string, tenantId: string, encryptionKey: string | undefined): LicenseOutput {
  return { hint: key.slice(-4), sealed: encryptionKey === undefined ? null : sealText(key, encryptionKey, tenantId) };
}
