import { type Kysely, sql } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import { countTenants } from "../../../core/ledger/list-tenants.ts";
import type { Condition } from "../../../core/model/condition.ts";
import type { Tenant } from "../../../core/model/tenant.ts";

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
  const [shares, conditions, failing, drift, scan] = await Promise.all([
    sql<FleetShare>`
      select source, state, count(*) as tenants, count(*) filter (where observed_generation < generation) as unconverged
      from tenants group by source, state`.execute(db),
    sql<ConditionShare>`
      select type, status, count(*) as tenants
      from tenants, jsonb_to_recordset(conditions) as condition(type text, status text)
      where state <> 'removed' group by type, status`.execute(db),
    countTenants(db, { isFailing: true }),
    db
      .selectFrom("driftFindings")
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .where("closedAt", "is", null)
      .where((where) => where.or([where("kind", "!=", "unverifiable"), where("severity", "!=", "note")]))
      .executeTakeFirstOrThrow(),
    db.selectFrom("driftScans").select("id").where("endedAt", "is not", null).limit(1).executeTakeFirst(),
  ]);
  const counted = scan === undefined && drift.count === 0 ? undefined : drift.count;
  return { shares: shares.rows, conditions: conditions.rows, failing, drift: counted };
}
