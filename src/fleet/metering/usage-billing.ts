import type { MarketplaceSource } from "../../core/model/tenant.ts";

/** A marketplace that bills usage, with the API call that does it. */
export interface UsageBilling {
  readonly source: MarketplaceSource;
  /** Adds a cost to the invoice of a tenant's owner. Not idempotent: a repeated call bills twice. */
  billConsumption(externalId: string, cost: number): Promise<unknown>;
}
