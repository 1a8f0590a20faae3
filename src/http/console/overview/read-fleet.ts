import type { Kysely } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import { countFleet, countTenants, type FleetShare } from "../../../core/ledger/tenants.ts";
import { countFindings } from "../../../fleet/drift/scheduled/drift-findings.ts";
import { hasScanned } from "../../../fleet/drift/scheduled/drift-scans.ts";

export interface Fleet {
  readonly shares: readonly FleetShare[];
  /** The number of tenants whose runs fail. */
  readonly failing: number;
  /** Open, actionable drift findings; undefined if no drift scan has ended yet. */
  readonly drift: number | undefined;
}

/** Counts the tenants by state and condition. */
export async function readFleet(db: Kysely<Tables>): Promise<Fleet> {
  const [shares, failing, drift, isScanned] = await Promise.all([
    countFleet(db),
    countTenants(db, { isFailing: true }),
    countFindings(db, { isOpen: true, omitsFolded: true }),
    hasScanned(db),
  ]);
  const counted = isScanned || drift > 0 ? drift : undefined;
  return { shares, failing, drift: counted };
}
