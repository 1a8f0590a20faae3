import type { LicenseOutput } from "../../db/tables.ts";
import { openText } from "../../reconciler/seal-text.ts";

/** The keys of a tenant's licenses in clear; undefined where the database does not keep all of them. */
export function openKeys(
  licenses: readonly LicenseOutput[],
  tenantId: string,
  encryptionKey: string | undefined,
): readonly string[] | undefined {
  if (licenses.length === 0 || encryptionKey === undefined) return undefined;
  const keys = licenses.flatMap(({ sealed }) => (sealed === null ? [] : [openText(sealed, encryptionKey, tenantId)]));
  return keys.length === licenses.length ? keys : undefined;
}
