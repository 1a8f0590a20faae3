import type { Settings } from "@marketplane/providers/settings.ts";
import type { ControlPlaneConfig } from "../../core/config/control-plane-config.ts";
import type { FetchOwnerEmail, SourceTerms } from "../../core/ledger/source-terms.ts";
import type { MarketplaceSource } from "../../core/model/tenant.ts";
import type { UsageBilling } from "../../fleet/metering/usage-billing.ts";
import type { MarketplaceEndpoint } from "../kernel/marketplace-endpoint.ts";
import type { ServiceContext } from "../kernel/service-context.ts";
import type { RouteGroup } from "../kernel/service-env.ts";

/**
 * Everything that the control plane knows about a marketplace. Each has a folder with a file
 * `marketplace.ts`, and index.ts lists them.
 */
export interface Marketplace {
  /** Its name in tenants, in the journal, and as an actor in the audit log. */
  readonly source: MarketplaceSource;
  /** Its name in the console: as a label, and within a sentence. */
  readonly title: string;
  readonly titleInSentence: string;
  /** The console's names of the actions that it submits to the ledger. */
  readonly actions: Readonly<Record<string, string>>;
  /** Where it calls the control plane; undefined if it is not configured. */
  endpoint(config: ControlPlaneConfig): MarketplaceEndpoint | undefined;
  /**
   * Its decisions about its tenants. They also apply to existing tenants after it was removed from the
   * configuration.
   */
  terms(config: ControlPlaneConfig): Omit<SourceTerms, "title" | "billsUsage">;
  /**
   * Bills usage through its API; throws SettingsError without credentials. Undefined if it bills no usage.
   */
  readonly billConsumption?: (settings: Settings) => UsageBilling["billConsumption"];
  /**
   * Reads owners' addresses from its API; throws SettingsError without credentials. Undefined if orders
   * contain them.
   */
  readonly fetchOwnerEmail?: (settings: Settings) => FetchOwnerEmail;
  /** Its routes; none if it is not configured. */
  routes(context: ServiceContext): readonly RouteGroup[];
}
