import type { Generated } from "kysely";

/** Usage as the product or apifew's counters told it. */
export interface UsageTable {
  id: Generated<string>;
  tenantId: string;
  period: string;
  /** Chosen by who reports, so that a repeated report counts once. */
  reportKey: string;
  cost: string;
  source: string;
  reportedAt: Date;
  /** The part of the month's consumptions that bills it; null as long as none does. */
  part: Generated<number | null>;
}

/** A call of Clever Cloud's consumptions API, at most one for each part of an add-on's month. */
export interface ConsumptionTable {
  addonId: string;
  period: string;
  /** Counts the calls of an add-on and month, from 1. */
  part: Generated<number>;
  /** Whether it closes the month. */
  isFinal: Generated<boolean>;
  tenantId: string;
  cost: string;
  state: "pending" | "sending" | "sent" | "refused" | "unknown";
  sentAt: Date | null;
  answer: string | null;
}
