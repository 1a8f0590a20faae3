import { type Kysely, sql } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import { countTenants } from "../../../core/ledger/list-tenants.ts";
import type { Condition } from "../../../core/model/condition.ts";
import type { Tenant } from "../../../core/model/tenant.ts";

/** Tenants of one marketplace and one state. */
export interface FleetShare extends Pick<Tenant, "source" | "state"> {
  readonly tenants: number;
  /** Those of them that the vendors have not been brought to. */
  readonly unconverged: number;
}

/** Tenants, removed ones left out, of which a condition says the same. */
export interface ConditionShare extends Pick<Condition, "type" | "status"> {
  readonly tenants: number;
}

export interface Fleet {
  readonly shares: readonly FleetShare[];
  readonly conditions: readonly ConditionShare[];
  /** Tenants that cannot be brought to what is wanted. */
  readonly failing: number;
  /** Open findings of drift that something can be done about; undefined where no drift scan has ended yet. */
  readonly drift: number | undefined;
}

/** How many tenants there are, and how they are. */
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
