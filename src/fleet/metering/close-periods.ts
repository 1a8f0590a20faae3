import { type Kysely, sql } from "kysely";
import type { Tables } from "../../core/db/tables.ts";
import { inMeteringTransaction } from "./metering-lock.ts";
import { isClosed } from "./period.ts";
import type { UsageBilling } from "./usage-billing.ts";

/** Usage of an add-on and month that no consumption bills yet. */
interface OpenUsage {
  readonly tenantId: string;
  readonly period: string;
  readonly addonId: string;
}

/** The tenants of a marketplace that bills usage. */
type BilledTenants = Pick<UsageBilling, "source">;

/**
 * Turns what is left of every month that is over, and of every tenant that has been removed, into one consumption for each
 * add-on and month, to be sent. Returns how many it made. Usage of tenants whose marketplace bills none stays a record.
 */
export async function closePeriods(
  db: Kysely<Tables>,
  { source, now, graceHours }: BilledTenants & { readonly now: Date; readonly graceHours: number },
): Promise<number> {
  let made = 0;
  for (const { state, ...open } of await listOpen(db, source)) {
    if (state === "removed" || isClosed(open.period, now, graceHours)) {
      made += await billOpen(db, open, true);
    }
  }
  return made;
}

/**
 * Turns usage that has waited for `everyMinutes` into consumptions, while its month is still open: an add-on that is deleted can be
 * billed no more. Nothing is added where a part of the add-on still waits to be sent. Returns how many it made.
 */
export async function billInSteps(
  db: Kysely<Tables>,
  { source, now, everyMinutes }: BilledTenants & { readonly now: Date; readonly everyMinutes: number },
): Promise<number> {
  const before = new Date(now.getTime() - everyMinutes * 60_000);
  const waiting = await db.selectFrom("consumptions").select("addonId").where("state", "=", "pending").execute();
  const isWaiting = new Set(waiting.map(({ addonId }) => addonId));
  let made = 0;
  for (const { state, oldest, ...open } of await listOpen(db, source)) {
    if (state !== "removed" && oldest <= before && !isWaiting.has(open.addonId)) {
      made += await billOpen(db, open, false);
    }
  }
  return made;
}

/** Turns everything that an add-on has used so far into consumptions. */
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

/** A sum of nothing is not sent. */
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
