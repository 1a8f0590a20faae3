import type { Settings } from "@marketplane/providers/settings.ts";
import type { ControlPlaneConfig } from "../../core/config/control-plane-config.ts";
import type { FetchOwnerEmail, SourceTerms } from "../../core/ledger/source-terms.ts";
import type { MarketplaceSource } from "../../core/model/tenant.ts";
import type { UsageBilling } from "../../fleet/metering/usage-billing.ts";
import type { MarketplaceEndpoint } from "../kernel/marketplace-endpoint.ts";
import type { ServiceContext } from "../kernel/service-context.ts";
import type { RouteGroup } from "../kernel/service-env.ts";

/**
 * A marketplace that sells the product: everything that the control plane knows about it. Each has a folder with a file
 * `marketplace.ts`, and index.ts lists them.
 */
export interface Marketplace {
  /** Names it in tenants, in the journal, and as an actor in the audit log. */
  readonly source: MarketplaceSource;
  /** What the console calls it: in a list, and within a sentence. */
  readonly title: string;
  readonly titleInSentence: string;
  /** What the console calls the actions that it submits to the ledger. */
  readonly actions: Readonly<Record<string, string>>;
  /** Where it reaches the control plane; undefined where the configuration does not have it. */
  endpoint(config: ControlPlaneConfig): MarketplaceEndpoint | undefined;
  /** What it decides about its tenants, those included that came before the configuration lost it. */
  terms(config: ControlPlaneConfig): Omit<SourceTerms, "title" | "billsUsage">;
  /** Bills usage by its API; throws SettingsError without credentials. Undefined where it bills none. */
  readonly billConsumption?: (settings: Settings) => UsageBilling["billConsumption"];
  /** Asks its API for owners' addresses; throws SettingsError without credentials. Undefined where orders name them. */
  readonly fetchOwnerEmail?: (settings: Settings) => FetchOwnerEmail;
  /** Its routes, none where the configuration does not have it. */
  routes(context: ServiceContext): readonly RouteGroup[];
}
