import type { Kysely, Selectable } from "kysely";
import type { ConsumptionTable, Tables } from "../db/tables.ts";
import { appendAudit } from "../ledger/append-audit.ts";
import { inLedgerTransaction } from "../ledger/ledger-transaction.ts";

export interface Resolution {
  readonly addonId: string;
  readonly period: string;
  /** What somebody found on Clever Cloud's side: "sent" keeps it as billed, "not-sent" has it sent again. */
  readonly outcome: "sent" | "not-sent";
  readonly actor: string;
  readonly now: Date;
}

/**
 * Settles by hand a consumption whose outcome is unknown, or that was refused. Undefined where there is none, and
 * "in-progress" where the control plane itself knows how it stands.
 */
export function resolveConsumption(
  db: Kysely<Tables>,
  { addonId, period, outcome, actor, now }: Resolution,
): Promise<Selectable<ConsumptionTable> | "in-progress" | undefined> {
  return inLedgerTransaction(db, async (transaction) => {
    const before = await transaction
      .selectFrom("consumptions")
      .selectAll()
      .where("addonId", "=", addonId)
      .where("period", "=", period)
      .forUpdate()
      .executeTakeFirst();
    if (before === undefined || !["unknown", "refused"].includes(before.state)) {
      return before && "in-progress";
    }
    const after = await transaction
      .updateTable("consumptions")
      .set(outcome === "sent" ? { state: "sent" } : { state: "pending", sentAt: null })
      .where("addonId", "=", addonId)
      .where("period", "=", period)
      .returningAll()
      .executeTakeFirstOrThrow();
    const detail = { addonId, period, cost: before.cost, before: before.state, outcome };
    const { tenantId } = before;
    await appendAudit(transaction, { at: now, actor, action: "consumption.resolve", tenantId, detail });
    return after;
  });
}
