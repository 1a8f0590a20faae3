import { type Kysely, sql } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import { countTenants } from "../../../core/ledger/list-tenants.ts";
import type { Condition } from "../../../core/model/condition.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import { countFindings } from "../../../fleet/drift/scheduled/drift-findings.ts";
import { hasScanned } from "../../../fleet/drift/scheduled/drift-scans.ts";

/** The number of tenants of one marketplace in one state. */
export interface FleetShare extends Pick<Tenant, "source" | "state"> {
  readonly tenants: number;
  /** How many of them have not converged. */
  readonly unconverged: number;
}

/** The number of tenants with one status of a condition, without removed tenants. */
export interface ConditionShare extends Pick<Condition, "type" | "status"> {
  readonly tenants: number;
}

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
    sql<FleetShare>`
      select source, state, count(*) as tenants, count(*) filter (where observed_generation < generation) as unconverged
      from tenants group by source, state`.execute(db),
    sql<ConditionShare>`
      select type, status, count(*) as tenants
      from tenants, jsonb_to_recordset(conditions) as condition(type text, status text)
      where state <> 'removed' group by type, status`.execute(db),
    countTenants(db, { isFailing: true }),
    countFindings(db, { isOpen: true, omitsFolded: true }),
    hasScanned(db),
  ]);
  const counted = isScanned || drift > 0 ? drift : undefined;
  return { shares: shares.rows, conditions: conditions.rows, failing, drift: counted };
}
