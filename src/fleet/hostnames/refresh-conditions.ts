import { isDeepStrictEqual } from "node:util";
import { sql, type Transaction } from "kysely";
import { tenantColumns } from "../../core/db/tables/tenant-tables.ts";
import type { Tables } from "../../core/db/tables.ts";
import { writeProgress } from "../../core/ledger/record-observations.ts";
import { setCondition } from "../../core/ledger/set-condition.ts";
import { HostnameDetails, needsRecord } from "./hostname-details.ts";
import { hostnamesCondition } from "./hostnames-condition.ts";

/**
 * Sets HostnamesActive of these tenants from the database, which the panel and the console also show. So the
 * result is the same whether a run, the watcher or a drift scan made the observation. Call it in a
 * transaction of inLedgerTransaction.
 */
export async function refreshHostnamesConditions(
  transaction: Transaction<Tables>,
  tenantIds: readonly string[],
  now: Date,
): Promise<void> {
  if (tenantIds.length === 0) {
    return;
  }
  const ids = sql<string>`any(${tenantIds}::text[])`;
  const tenants = await transaction.selectFrom("tenants").select(tenantColumns).where("id", "=", ids).execute();
  const hostnames = await transaction
    .selectFrom("hostnameClaims")
    .leftJoin("hostnameStatus", "hostnameStatus.hostname", "hostnameClaims.hostname")
    .select(["hostnameClaims.hostname", "hostnameClaims.tenantId", "failure", "status", "certificateStatus", "details"])
    .where("hostnameClaims.tenantId", "=", ids)
    .orderBy("hostnameClaims.hostname")
    .execute();
  const byTenant = Map.groupBy(hostnames, ({ tenantId }) => tenantId);
  const changed = tenants.flatMap((tenant) => {
    // Until a removal has converged, the earlier condition stays.
    if (tenant.state === "removed" && tenant.observedGeneration < tenant.generation) {
      return [];
    }
    const known = (byTenant.get(tenant.id) ?? []).map((row) => ({
      ...row,
      needsRecord: needsRecord(HostnameDetails.parse(row.details ?? {})),
    }));
    const report = hostnamesCondition(tenant, known);
    const conditions = setCondition(tenant.conditions, { ...report, observedGeneration: tenant.generation }, now);
    return isDeepStrictEqual(conditions, tenant.conditions) ? [] : [{ ...tenant, conditions }];
  });
  await writeProgress(transaction, changed);
}
