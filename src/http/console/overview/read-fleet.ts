import type { Kysely } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import {
  type ConditionShare,
  countByCondition,
  countByState,
  countTenants,
  type FleetShare,
} from "../../../core/ledger/tenants.ts";
import { countFindings } from "../../../fleet/drift/scheduled/drift-findings.ts";
import { hasScanned } from "../../../fleet/drift/scheduled/drift-scans.ts";

export interface Fleet {
  readonly shares: readonly FleetShare[];
  readonly conditions: readonly ConditionShare[];
  /** The number of tenants whose runs fail. */
  readonly failing: number;
  /** Open, actionable drift findings; undefined if no drift scan has ended yet. */
  readonly drift: number | undefined;
}

/** Counts the tenants by state and condition. */
export async function readFleet(db: Kysely<Tables>): Promise<Fleet> {
  const [shares, conditions, failing, drift, isScanned] = await Promise.all([
    countByState(db),
    countByCondition(db),
    countTenants(db, { isFailing: true }),
    countFindings(db, { isOpen: true, omitsFolded: true }),
    hasScanned(db),
  ]);
  const counted = isScanned || drift > 0 ? drift : undefined;
  return { shares, conditions, failing, drift: counted };
}
