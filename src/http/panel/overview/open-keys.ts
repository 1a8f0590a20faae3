import type { LicenseOutput } from "../../../core/model/license-output.ts";
import { openText } from "../../../fleet/reconciler/run/seal-text.ts";

/**
 * The keys of a tenant's licenses in clear; undefined where the database does not keep all of them, or has them sealed with a
 * key from before a rotation, until the tenant's next run.
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
    // Sealed with another key: nothing that somebody who looks at the page could mend.
    return undefined;
  }
}
