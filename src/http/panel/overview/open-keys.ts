import type { LicenseOutput } from "../../../core/model/license-output.ts";
import { openText } from "../../../fleet/reconciler/run/seal-text.ts";

/**
 * The keys of a tenant's licenses in plain text; undefined if the database does not store all of them, or if
 * one is sealed with a key from before a rotation, which the tenant's next run fixes.
 */
export function openKeys(
  licenses: readonly LicenseOutput[],
  tenantId: string,
  encryptionKey: string | undefined,
): readonly string[] | undefined {
  if (licenses.length === 0 || encryptionKey === undefined) {
    return undefined;
  }
  const keys = licenses.flatMap(({ sealed }) => openKey(sealed, encryptionKey, tenantId) ?? []);
  return keys.length === licenses.length ? keys : undefined;
}

function openKey(sealed: string | null, encryptionKey: string, tenantId: string): string | undefined {
  try {
    return sealed === null ? undefined : openText(sealed, encryptionKey, tenantId);
  } catch {
    // Sealed with another key: the visitor cannot do anything about it.
    return undefined;
  }
}
