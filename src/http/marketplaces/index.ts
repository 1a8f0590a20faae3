import type { Settings } from "@marketplane/providers/settings.ts";
import type { ControlPlaneConfig } from "../../core/config/control-plane-config.ts";
import type { FetchOwnerEmail, TermsBySource } from "../../core/ledger/source-terms.ts";
import type { TenantSource } from "../../core/model/tenant.ts";
import type { ReconcilerConfig } from "../../fleet/reconciler/declaration/declare-tenant.ts";
import type { MarketplaceEndpoint } from "../kernel/marketplace-endpoint.ts";
import { cleverCloud } from "./clevercloud/marketplace.ts";
import { cloudFlareApp } from "./cloudflare-app/marketplace.ts";
import type { Marketplace } from "./marketplace.ts";

/** The list of marketplaces. No other file lists them all. */
export const marketplaces: readonly Marketplace[] = [cleverCloud, cloudFlareApp];

/** The endpoints of the configured marketplaces. */
export function endpointsOf(config: ControlPlaneConfig): readonly MarketplaceEndpoint[] {
  return marketplaces.flatMap((marketplace) => marketplace.endpoint(config) ?? []);
}

/** Each marketplace's decisions about its tenants. */
export function termsOf(config: ControlPlaneConfig): TermsBySource {
  return Object.fromEntries(
    marketplaces.map(({ source, title, terms, billConsumption }) => [
      source,
      { ...terms(config), title, billsUsage: billConsumption !== undefined },
    ]),
  );
}

/** The configuration with each marketplace's decisions about its tenants, for the fleet. */
export function withTerms(config: ControlPlaneConfig): ReconcilerConfig {
  return { ...config, terms: termsOf(config) };
}

/** Reads owners' addresses from each marketplace, with the credentials of the settings. */
export function ownerEmails(settings: Settings): (source: TenantSource) => FetchOwnerEmail | undefined {
  return (source) => marketplaces.find((marketplace) => marketplace.source === source)?.fetchOwnerEmail?.(settings);
}
