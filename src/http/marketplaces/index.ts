import type { ControlPlaneConfig } from "../../core/config/control-plane-config.ts";
import type { TermsBySource } from "../../core/ledger/source-terms.ts";
import type { MarketplaceEndpoint } from "../kernel/marketplace-endpoint.ts";
import { cleverCloud } from "./clevercloud/marketplace.ts";
import { cloudFlareApp } from "./cloudflare-app/marketplace.ts";
import type { Marketplace } from "./marketplace.ts";

/** The one list of marketplaces. */
export const marketplaces: readonly Marketplace[] = [cleverCloud, cloudFlareApp];

/** The endpoints of the marketplaces that the configuration has. */
export function endpointsOf(config: ControlPlaneConfig): readonly MarketplaceEndpoint[] {
  return marketplaces.flatMap((marketplace) => marketplace.endpoint(config) ?? []);
}

/** What each marketplace decides about its tenants. */
export function termsOf(config: ControlPlaneConfig): TermsBySource {
  return Object.fromEntries(
    marketplaces.map(({ source, terms, billConsumption }) => [
      source,
      { ...terms(config), billsUsage: billConsumption !== undefined },
    ]),
  );
}
