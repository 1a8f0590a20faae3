import { type Kysely, sql } from "kysely";
import type { Tables } from "../../core/db/tables.ts";
import { inMeteringTransaction } from "./metering-lock.ts";
import { isClosed, periodOf } from "./period.ts";

export interface UsageReport {
  readonly tenantId: string;
  readonly period: string;
  /** Chosen by the caller: a repeated key is the same usage. */
  readonly reportKey: string;
  /** A decimal number as a string, so that money is not rounded to binary. */
  readonly cost: string;
  readonly source: string;
}

/** The outcome of a report. */
export type ReportOutcome =
  | "recorded"
  /** An identical report exists already. */
  | "repeated"
  /** The key belongs to a different report. */
  | "conflict"
  /** The month is closed, or its grace period is over. */
  | "closed"
  | "not-begun"
  | "unknown-tenant";

/** A tenant's usage in one month as a decimal number; undefined without usage. */
export async function sumUsage(db: Kysely<Tables>, tenantId: string, period: string): Promise<string | undefined> {
  const { cost } = await db
    .selectFrom("usage")
    .select(sql<string | null>`sum(cost)::text`.as("cost"))
    .where("tenantId", "=", tenantId)
    .where("period", "=", period)
    .executeTakeFirstOrThrow();
  return cost ?? undefined;
}

/** Records usage once per key and tenant, while its month is open. */
export function reportUsage(
  db: Kysely<Tables>,
  report: UsageReport,
  { now, graceHours }: { readonly now: Date; readonly graceHours: number },
): Promise<ReportOutcome> {
  const { tenantId, period, reportKey, cost } = report;
  return inMeteringTransaction(db, tenantId, async (transaction) => {
    const tenant = await transaction.selectFrom("tenants").select("id").where("id", "=", tenantId).executeTakeFirst();
    if (tenant === undefined) {
      return "unknown-tenant";
    }
    const before = await transaction
      .selectFrom("usage")
      .select(["period", sql<boolean>`cost = ${cost}::numeric`.as("isSameCost")])
      .where("tenantId", "=", tenantId)
      .where("reportKey", "=", reportKey)
      .executeTakeFirst();
    if (before !== undefined) {
      return before.period === period && before.isSameCost ? "repeated" : "conflict";
    }
    if (period > periodOf(now)) {
      return "not-begun";
    }
    const billed = await transaction
      .selectFrom("consumptions")
      .select("state")
      .where("tenantId", "=", tenantId)
      .where("period", "=", period)
      .where("isFinal", "=", true)
      .executeTakeFirst();
    if (billed !== undefined || isClosed(period, now, graceHours)) {
      return "closed";
    }
    await transaction
      .insertInto("usage")
      .values({ ...report, reportedAt: now })
      .execute();
    return "recorded";
  });
}
