import { type Kysely, sql } from "kysely";
import type { ConsumptionTable } from "../../core/db/tables/usage-tables.ts";
import type { Tables } from "../../core/db/tables.ts";
import type { Tenant } from "../../core/model/tenant.ts";

/** "counted" has no consumption yet; the others are states of consumptions. */
export const unbilledStates = ["counted", "pending", "sending", "refused", "unknown"] as const satisfies readonly (
  | "counted"
  | ConsumptionTable["state"]
)[];

/** Usage of a tenant and month that the marketplace has not taken, as far as its state is the same. */
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

/** An operator compares these with the marketplace's invoice: no later round sends them. */
export function needsPerson(state: UnbilledUsage["state"]): boolean {
  return state === "refused" || state === "unknown";
}

interface UnbilledOptions {
  /** The marketplaces that bill usage. */
  readonly sources: readonly string[];
  readonly tenantId?: string | undefined;
  readonly states?: readonly UnbilledUsage["state"][] | undefined;
  /** Period, tenant and state of the last entry of the page before; empty for the first page. */
  readonly after?: readonly string[];
  readonly limit?: number | undefined;
}

/** What was counted and is not billed, removed tenants included; the oldest month comes first. */
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

/** Of one state: how many tenants have such usage, and what it costs together. */
export interface UnbilledSum extends Pick<UnbilledUsage, "state" | "cost"> {
  readonly tenants: number;
}

/** What is not billed, by state; a state without any is left out. */
export async function sumUnbilled(db: Kysely<Tables>, sources: readonly string[]): Promise<UnbilledSum[]> {
  const { rows } = await sql<UnbilledSum>`
    ${unbilledOf(sources)}
    select state, count(distinct tenant_id) as tenants, sum(cost)::text as cost
    from unbilled group by state`.execute(db);
  return rows;
}

/** A sum of nothing is not sent, so usage that costs nothing is not waiting either. */
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
