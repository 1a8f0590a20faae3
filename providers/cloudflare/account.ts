import type * as pulumi from "@pulumi/pulumi";
import { readBudget } from "../read-settings.ts";
import type { Settings } from "../settings.ts";
import type { VendorAccount } from "../vendor-account.ts";

/** An account at Cloudflare: an API token, or the account's email with its Global API key. */
export type CloudflareAccount = (
  | { readonly apiToken: pulumi.Input<string>; readonly email?: undefined; readonly apiKey?: undefined }
  | {
      readonly email: pulumi.Input<string>;
      readonly apiKey: pulumi.Input<string>;
      readonly apiToken?: undefined;
    }
) & {
  readonly baseUrl?: pulumi.Input<string> | undefined;
  /** The rate limit to stay below, in calls and seconds, such as "1200/300". */
  readonly rateLimit?: pulumi.Input<string> | undefined;
  /** Custom hostnames per page of a listing. */
  readonly perPage?: pulumi.Input<number> | undefined;
};

/**
 * 1,200 calls in five minutes per user or token, including the dashboard (Cloudflare's page on API limits).
 */
const vendorBudget = { calls: 1_200, windowMs: 300_000 };

/** Set it lower if other programs use the account, too. */
const rateLimit = {
  key: "cloudflare:rateLimit",
  env: "CLOUDFLARE_RATE_LIMIT",
  isSecret: false,
  description: 'The call budget to stay below, as calls/seconds (default: "1200/300").',
} as const;

export const cloudflareAccount = {
  name: "cloudflare",
  title: "Cloudflare",
  baseUrl: "https://api.cloudflare.com/client/v4",
  settings: {
    apiToken: {
      key: "cloudflare:apiToken",
      env: "CLOUDFLARE_API_TOKEN",
      isSecret: true,
      description: "An API token; use it or a Global API key.",
    },
    email: {
      key: "cloudflare:email",
      env: "CLOUDFLARE_EMAIL",
      isSecret: false,
      description: "The account's email address; required with a Global API key.",
    },
    apiKey: {
      key: "cloudflare:apiKey",
      env: "CLOUDFLARE_API_KEY",
      isSecret: true,
      description: "The account's Global API key; requires email.",
    },
    baseUrl: {
      key: "cloudflare:baseUrl",
      env: "CLOUDFLARE_BASE_URL",
      isSecret: false,
      description: "Base URL of the API, such as a sandbox's (default: https://api.cloudflare.com/client/v4).",
    },
    rateLimit,
    perPage: {
      key: "cloudflare:perPage",
      env: "CLOUDFLARE_PER_PAGE",
      isSecret: false,
      description: "How many custom hostnames to request per page, from 5 to 1000 (default: 50).",
      type: "integer",
    },
  },
  readBudget: (settings: Settings) => readBudget(settings, rateLimit, vendorBudget),
  // Pulumi's own Cloudflare provider uses the same prefix.
  isNamespaceShared: true,
} satisfies VendorAccount<"cloudflare", CloudflareAccount>;
