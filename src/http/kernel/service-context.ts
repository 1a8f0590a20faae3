import type { Kysely } from "kysely";
import type { Logger } from "pino";
import type { ControlPlaneConfig } from "../../core/config/control-plane-config.ts";
import type { Tables } from "../../core/db/tables.ts";
import type { Ledger } from "../../core/ledger/change.ts";
import type { TermsBySource } from "../../core/ledger/source-terms.ts";
import type { Tenant } from "../../core/model/tenant.ts";
import type { MarketplaceEndpoint } from "./marketplace-endpoint.ts";

/** What the routes work with. */
export interface ServiceContext {
  readonly config: ControlPlaneConfig;
  /** Endpoints of the marketplaces that the configuration has. */
  readonly marketplaces: readonly MarketplaceEndpoint[];
  /** What each marketplace decides about its tenants. */
  readonly terms: TermsBySource;
  readonly db: Kysely<Tables>;
  readonly ledger: Ledger;
  readonly log: Logger;
  /** Bills what a tenant has used, as far as that is quick; undefined where there is nothing to bill with. */
  readonly billBeforeRemoval?: ((tenant: Tenant) => Promise<void>) | undefined;
  /** The time, so that tests can set it. */
  now(): Date;
}
