import type { Generated } from "kysely";

/** Usage reported by the product or by apifew's counters. */
export interface UsageTable {
  id: Generated<string>;
  tenantId: string;
  period: string;
  /** Chosen by the reporter, so that a repeated report counts once. */
  reportKey: string;
  cost: string;
  source: string;
  reportedAt: Date;
  /** The part of the month's consumptions that bills it; null while it is unbilled. */
  part: Generated<number | null>;
}

/** A call of Clever Cloud's consumptions API. At most one for each part of an add-on's month. */
export interface ConsumptionTable {
  addonId: string;
  period: string;
  /** Number of the call for this add-on and month, from 1. */
  part: Generated<number>;
  /** Whether it closes the month. */
  isFinal: Generated<boolean>;
  tenantId: string;
  cost: string;
  state: "pending" | "sending" | "sent" | "refused" | "unknown";
  sentAt: Date | null;
  answer: string | null;
}
