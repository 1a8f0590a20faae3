import type { Kysely } from "kysely";
import type { Tables } from "../../core/db/tables.ts";
import { appendAudit } from "../../core/ledger/audit-log.ts";
import { inLedgerTransaction } from "../../core/ledger/ledger-transaction.ts";
import type { Consumption } from "./list-consumptions.ts";

export interface Resolution {
  readonly addonId: string;
  readonly period: string;
  /** The part of the month; required if several can be resolved. */
  readonly part?: number | undefined;
  /**
   * What the marketplace's invoice shows: "sent" keeps the consumption as billed, "not-sent" sends it again.
   */
  readonly outcome: "sent" | "not-sent";
  readonly actor: string;
  readonly now: Date;
}

/**
 * Resolves a consumption whose outcome is unknown or that was refused. Returns undefined if there is none,
 * "in-progress" if the outcome is known or still expected, and "several" if `part` must be given.
 */
export function resolveConsumption(
  db: Kysely<Tables>,
  { addonId, period, part, outcome, actor, now }: Resolution,
): Promise<Consumption | "in-progress" | "several" | undefined> {
  return inLedgerTransaction(db, async (transaction) => {
    const all = await transaction
      .selectFrom("consumptions")
      .selectAll()
      .where("addonId", "=", addonId)
      .where("period", "=", period)
      .$if(part !== undefined, (query) => query.where("part", "=", part ?? 0))
      .forUpdate()
      .execute();
    const [before, another] = all.filter(({ state }) => state === "unknown" || state === "refused");
    if (before === undefined) {
      return all.length === 0 ? undefined : "in-progress";
    }
    if (another !== undefined) {
      return "several";
    }
    const after = await transaction
      .updateTable("consumptions")
      .set(outcome === "sent" ? { state: "sent" } : { state: "pending", sentAt: null })
      .where("addonId", "=", addonId)
      .where("period", "=", period)
      .where("part", "=", before.part)
      .returningAll()
      .executeTakeFirstOrThrow();
    const detail = { addonId, period, part: before.part, cost: before.cost, before: before.state, outcome };
    const { tenantId } = before;
    await appendAudit(transaction, { at: now, actor, action: "consumption.resolve", tenantId, detail });
    return after;
  });
}
