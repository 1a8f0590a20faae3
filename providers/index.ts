/** What a Pulumi program needs: the resources by vendor, and the explicit provider. */
export * as apifew from "./apifew.ts";
export * as clevercloud from "./clevercloud.ts";
export * as cloudflare from "./cloudflare.ts";
export {
  type ApifewAccount,
  type ClevercloudAccount,
  type CloudflareAccount,
  MarketplaneProvider,
  type MarketplaneProviderArgs,
} from "./marketplane-provider.ts";
