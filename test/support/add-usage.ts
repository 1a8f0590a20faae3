import { randomUUID } from "node:crypto";
import type { Kysely } from "kysely";
import type { Tables } from "../../src/core/db/tables.ts";
import { periodOf } from "../../src/fleet/metering/period.ts";

/** Records usage of a tenant at a time, in that time's month. */
export async function addUsage(
  db: Kysely<Tables>,
  { tenantId, cost = "1", at }: { readonly tenantId: string; readonly cost?: string; readonly at: Date },
): Promise<void> {
  const row = { tenantId, period: periodOf(at), reportKey: randomUUID(), cost, source: "api", reportedAt: at };
  await db.insertInto("usage").values(row).execute();
}
