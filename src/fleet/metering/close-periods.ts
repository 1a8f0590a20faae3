import { type Kysely, sql } from "kysely";
import type { Tables } from "../../core/db/tables.ts";
import { inMeteringTransaction } from "./metering-lock.ts";
import { isClosed } from "./period.ts";
import type { UsageBilling } from "./usage-billing.ts";

/** Usage of an add-on and month that is not part of a consumption yet. */
interface OpenUsage {
  readonly tenantId: string;
  readonly period: string;
  readonly addonId: string;
}

/** The marketplace whose tenants are billed. */
type BilledTenants = Pick<UsageBilling, "source">;

/**
 * Creates one consumption per add-on and month from the remaining usage of every closed month and every
 * removed tenant. Returns the number of consumptions. Usage of tenants whose marketplace does not bill usage
 * stays recorded only.
 */
export async function closePeriods(
  db: Kysely<Tables>,
  { source, now, graceHours }: BilledTenants & { readonly now: Date; readonly graceHours: number },
): Promise<number> {
  let created = 0;
  for (const { state, ...open } of await listOpen(db, source)) {
    if (state === "removed" || isClosed(open.period, now, graceHours)) {
      created += await billOpen(db, open, true);
    }
  }
  return created;
}

/**
 * Creates consumptions from usage older than `everyMinutes` while its month is still open, because a deleted
 * add-on cannot be billed. Skips add-ons that have a pending consumption. Returns the number of consumptions.
 */
export async function billInSteps(
  db: Kysely<Tables>,
  { source, now, everyMinutes }: BilledTenants & { readonly now: Date; readonly everyMinutes: number },
): Promise<number> {
  const before = new Date(now.getTime() - everyMinutes * 60_000);
  const waiting = await db.selectFrom("consumptions").select("addonId").where("state", "=", "pending").execute();
  const isWaiting = new Set(waiting.map(({ addonId }) => addonId));
  let created = 0;
  for (const { state, oldest, ...open } of await listOpen(db, source)) {
    if (state !== "removed" && oldest <= before && !isWaiting.has(open.addonId)) {
      created += await billOpen(db, open, false);
    }
  }
  return created;
}

/** Creates consumptions from all unbilled usage of a tenant. */
export async function billTenant(
  db: Kysely<Tables>,
  { source, tenantId }: BilledTenants & { readonly tenantId: string },
): Promise<void> {
  for (const { tenantId: id, period, addonId } of await listOpen(db, source, tenantId)) {
    await billOpen(db, { tenantId: id, period, addonId }, false);
  }
}

async function listOpen(db: Kysely<Tables>, source: BilledTenants["source"], tenantId?: string) {
  const rows = await db
    .selectFrom("usage")
    .innerJoin("tenants", "tenants.id", "usage.tenantId")
    .select(["usage.tenantId", "usage.period", "tenants.externalId as addonId", "tenants.state"])
    .select(({ fn }) => fn.min("usage.reportedAt").as("oldest"))
    .where("tenants.source", "=", source)
    .where("usage.part", "is", null)
    .$if(tenantId !== undefined, (query) => query.where("usage.tenantId", "=", tenantId ?? ""))
    .groupBy(["usage.tenantId", "usage.period", "tenants.externalId", "tenants.state"])
    .execute();
  return rows;
}

/** Creates no consumption for a sum of zero. */
function billOpen(db: Kysely<Tables>, { tenantId, period, addonId }: OpenUsage, isFinal: boolean): Promise<number> {
  return inMeteringTransaction(db, tenantId, async (transaction) => {
    const { numAffectedRows = 0n } = await sql`
      with next as (
        select coalesce(max(part), 0) + 1 as part from consumptions where addon_id = ${addonId} and period = ${period}
      ), billed as (
        update usage set part = next.part from next
        where tenant_id = ${tenantId} and period = ${period} and usage.part is null and cost > 0
        returning cost
      )
      insert into consumptions (addon_id, period, part, is_final, tenant_id, cost, state)
      select ${addonId}, ${period}, next.part, ${isFinal}, ${tenantId}, billed.sum, 'pending'
      from next, (select sum(cost) as sum from billed) as billed
      where billed.sum > 0`.execute(transaction);
    return Number(numAffectedRows);
  });
}
