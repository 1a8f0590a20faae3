import { type Kysely, sql } from "kysely";
import type { Tables } from "../db/tables.ts";
import { inMeteringTransaction } from "./metering-lock.ts";
import { isClosed } from "./period.ts";

/**
 * Turns the usage of every month that is over, and of every tenant that has been removed, into one consumption for each
 * add-on and month, to be sent. Returns how many it made. Only Clever Cloud bills usage: that of other tenants stays a record.
 */
export async function closePeriods(
  db: Kysely<Tables>,
  { now, graceHours }: { readonly now: Date; readonly graceHours: number },
): Promise<number> {
  const open = await db
    .selectFrom("usage")
    .innerJoin("tenants", "tenants.id", "usage.tenantId")
    .leftJoin("consumptions", (join) =>
      join.onRef("consumptions.tenantId", "=", "usage.tenantId").onRef("consumptions.period", "=", "usage.period"),
    )
    .select(["usage.tenantId", "usage.period", "tenants.externalId", "tenants.state"])
    .distinct()
    .where("tenants.source", "=", "clevercloud")
    .where("consumptions.addonId", "is", null)
    .execute();
  let made = 0;
  for (const { tenantId, period, externalId, state } of open) {
    if (state === "removed" || isClosed(period, now, graceHours)) {
      made += await closePeriod(db, { tenantId, period, addonId: externalId });
    }
  }
  return made;
}

/** A sum of nothing is not sent. */
function closePeriod(
  db: Kysely<Tables>,
  { tenantId, period, addonId }: { readonly tenantId: string; readonly period: string; readonly addonId: string },
): Promise<number> {
  return inMeteringTransaction(db, tenantId, async (transaction) => {
    const { numAffectedRows = 0n } = await sql`
      insert into consumptions (addon_id, period, tenant_id, cost, state)
      select ${addonId}, ${period}, ${tenantId}, sum(cost), 'pending' from usage
      where tenant_id = ${tenantId} and period = ${period}
      having sum(cost) > 0
      on conflict (addon_id, period) do nothing`.execute(transaction);
    return Number(numAffectedRows);
  });
}
