/**
 * The vendors' accounts and their settings. Programs, the engine's environment and the control plane's log
 * redaction are derived from this list, so it loads no client and no resource; vendors.ts does.
 */
import { type ApifewAccount, apifewAccount } from "./apifew/account.ts";
import { type ClevercloudAccount, clevercloudAccount } from "./clevercloud/account.ts";
import { type CloudflareAccount, cloudflareAccount } from "./cloudflare/account.ts";
import type { VendorAccount, VendorSetting } from "./vendor-account.ts";

/** The accounts of an explicit provider. */
export interface MarketplaneProviderArgs {
  readonly cloudflare?: CloudflareAccount | undefined;
  readonly apifew?: ApifewAccount | undefined;
  readonly clevercloud?: ClevercloudAccount | undefined;
}

export type VendorName = keyof MarketplaneProviderArgs;

type Accounts = {
  readonly [Name in VendorName]: VendorAccount<Name, NonNullable<MarketplaneProviderArgs[Name]>>;
};

const accounts: Accounts = {
  cloudflare: cloudflareAccount,
  apifew: apifewAccount,
  clevercloud: clevercloudAccount,
};

/** All vendors' accounts, in the order used everywhere. */
export const vendorAccounts: readonly VendorAccount<VendorName>[] = Object.values(accounts);

/** All settings of all vendors. */
export const vendorSettings: readonly VendorSetting[] = vendorAccounts.flatMap(settingsIn);

/** The prefixes of the vendors' environment variables. */
export const vendorVariablePrefixes: readonly string[] = vendorAccounts.map(({ name }) => `${name.toUpperCase()}_`);

/** The settings of one account. */
export function settingsIn({ settings }: VendorAccount): VendorSetting[] {
  return Object.values<VendorSetting>(settings);
}
