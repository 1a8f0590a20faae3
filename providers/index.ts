/** The exports for a Pulumi program: the resources by vendor, and the explicit provider. */

export type { ApifewAccount } from "./apifew/account.ts";
export * as apifew from "./apifew.ts";
export type { ClevercloudAccount } from "./clevercloud/account.ts";
export * as clevercloud from "./clevercloud.ts";
export type { CloudflareAccount } from "./cloudflare/account.ts";
export * as cloudflare from "./cloudflare.ts";
export { MarketplaneProvider } from "./marketplane-provider.ts";
export type { MarketplaneProviderArgs } from "./vendor-accounts.ts";
