import type { MarketplaceSource } from "../../core/model/tenant.ts";

/** A marketplace that bills usage, with the call of its API that does. */
export interface UsageBilling {
  readonly source: MarketplaceSource;
  /** Puts a cost on the invoice of a tenant's owner. Nothing tells two calls from one. */
  billConsumption(externalId: string, cost: number): Promise<unknown>;
}
