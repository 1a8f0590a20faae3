import { type Kysely, sql } from "kysely";
import type { ConsumptionTable } from "../../core/db/tables/usage-tables.ts";
import type { Tables } from "../../core/db/tables.ts";
import type { Tenant } from "../../core/model/tenant.ts";

/** "counted" usage has no consumption yet; the other states are those of its consumption. */
export const unbilledStates = ["counted", "pending", "sending", "refused", "unknown"] as const satisfies readonly (
  | "counted"
  | ConsumptionTable["state"]
)[];

/** Usage of a tenant and month in one state that the marketplace has not accepted. */
export interface UnbilledUsage {
  readonly tenantId: string;
  readonly tenantState: Tenant["state"];
  readonly addonId: string;
  readonly period: string;
  readonly state: (typeof unbilledStates)[number];
  /** A decimal number. */
  readonly cost: string;
  /** When its oldest part was recorded. */
  readonly since: Date | null;
}

/**
 * Whether an operator must compare the usage with the marketplace's invoice: it is not sent again
 * automatically.
 */
export function needsPerson(state: UnbilledUsage["state"]): boolean {
  return state === "refused" || state === "unknown";
}

interface UnbilledOptions {
  /** The marketplaces that bill usage. */
  readonly sources: readonly string[];
  readonly tenantId?: string | undefined;
  readonly states?: readonly UnbilledUsage["state"][] | undefined;
  /** Period, tenant and state of the previous page's last entry; empty for the first page. */
  readonly after?: readonly string[];
  readonly limit?: number | undefined;
}

/** Lists counted usage that is not billed, including removed tenants, the oldest month first. */
export async function listUnbilled(
  db: Kysely<Tables>,
  { sources, tenantId, states, after = [], limit }: UnbilledOptions,
): Promise<UnbilledUsage[]> {
  const { rows } = await sql<UnbilledUsage>`
    ${unbilledOf(sources)}
    select tenant_id, tenants.state as tenant_state, tenants.external_id as addon_id, period, unbilled.state,
      sum(cost)::text as cost, min(since) as since
    from unbilled join tenants on tenants.id = tenant_id
    where ${tenantId === undefined ? sql`true` : sql`tenant_id = ${tenantId}`}
      and ${states === undefined ? sql`true` : sql`unbilled.state = any(${states}::text[])`}
      and ${after.length === 0 ? sql`true` : sql`(period, tenant_id, unbilled.state) > (${sql.join(after)})`}
    group by tenant_id, tenants.state, tenants.external_id, period, unbilled.state
    order by period, tenant_id, unbilled.state
    limit ${limit ?? null}`.execute(db);
  return rows;
}

/** The number of tenants with unbilled usage in one state, and its total cost. */
export interface UnbilledSum extends Pick<UnbilledUsage, "state" | "cost"> {
  readonly tenants: number;
}

/** Sums unbilled usage by state; empty states are left out. */
export async function sumUnbilled(db: Kysely<Tables>, sources: readonly string[]): Promise<UnbilledSum[]> {
  const { rows } = await sql<UnbilledSum>`
    ${unbilledOf(sources)}
    select state, count(distinct tenant_id) as tenants, sum(cost)::text as cost
    from unbilled group by state`.execute(db);
  return rows;
}

/** A sum of zero is not sent, so usage without cost is not pending. */
const unbilledOf = (sources: readonly string[]) => sql`
  with unbilled as (
    select usage.tenant_id, usage.period, 'counted' as state, usage.cost, usage.reported_at as since
    from usage join tenants on tenants.id = usage.tenant_id
    where usage.part is null and usage.cost > 0 and tenants.source = any(${[...sources]}::text[])
    union all
    select tenant_id, period, state, cost, (
      select min(reported_at) from usage
      where (usage.tenant_id, usage.period, usage.part) = (consumptions.tenant_id, consumptions.period, consumptions.part)
    )
    from consumptions where state in ('pending', 'sending', 'refused', 'unknown')
  )`;
