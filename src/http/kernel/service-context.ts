import type { Kysely } from "kysely";
import type { Logger } from "pino";
import type { ControlPlaneConfig } from "../../core/config/control-plane-config.ts";
import type { Tables } from "../../core/db/tables.ts";
import type { Ledger } from "../../core/ledger/change.ts";
import type { TermsBySource } from "../../core/ledger/source-terms.ts";
import type { Tenant } from "../../core/model/tenant.ts";
import type { MarketplaceEndpoint } from "./marketplace-endpoint.ts";

/** The dependencies of the routes. */
export interface ServiceContext {
  readonly config: ControlPlaneConfig;
  /** Endpoints of the configured marketplaces. */
  readonly marketplaces: readonly MarketplaceEndpoint[];
  /** Each marketplace's decisions about its tenants. */
  readonly terms: TermsBySource;
  readonly db: Kysely<Tables>;
  readonly ledger: Ledger;
  readonly log: Logger;
  /** Bills a tenant's usage within a short time limit; undefined if no marketplace can be billed. */
  readonly billBeforeRemoval?: ((tenant: Tenant) => Promise<void>) | undefined;
  /** The current time. Tests replace it. */
  now(): Date;
}
