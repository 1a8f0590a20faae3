import * as pulumi from "@pulumi/pulumi";
import { explicitKey } from "./settings.ts";

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
  /** The budget to keep below, in calls and seconds, such as "1200/300". */
  readonly rateLimit?: pulumi.Input<string> | undefined;
  /** How many custom hostnames to ask for at once. */
  readonly perPage?: pulumi.Input<number> | undefined;
};

/** An app at apifew. */
export interface ApifewAccount {
  readonly key: pulumi.Input<string>;
  readonly baseUrl?: pulumi.Input<string> | undefined;
  /** Other paths for the calls that apifew's page misprints. */
  readonly paths?:
    | pulumi.Input<{ readonly licenseRelease?: pulumi.Input<string>; readonly counterRead?: pulumi.Input<string> }>
    | undefined;
}

/** An add-on provider at Clever Cloud. */
export interface ClevercloudAccount {
  readonly providerId: pulumi.Input<string>;
  readonly password: pulumi.Input<string>;
  readonly baseUrl?: pulumi.Input<string> | undefined;
}

export interface MarketplaneProviderArgs {
  readonly cloudflare?: CloudflareAccount | undefined;
  readonly apifew?: ApifewAccount | undefined;
  readonly clevercloud?: ClevercloudAccount | undefined;
}

/** Every setting there is. What is not known to be open is secret. */
const settings: Readonly<Record<string, Readonly<Record<string, "open" | "secret">>>> = {
  cloudflare: {
    apiToken: "secret",
    email: "open",
    apiKey: "secret",
    baseUrl: "open",
    rateLimit: "open",
    perPage: "open",
  },
  apifew: { key: "secret", baseUrl: "open", paths: "open" },
  clevercloud: { providerId: "open", password: "secret", baseUrl: "open" },
};

/**
 * Accounts at the vendors, for the resources that are given this provider; a program may have several. Only what is
 * written here counts for them: neither the environment nor the stack's configuration is looked at.
 *
 * @example
 * const north = new MarketplaneProvider("north", { cloudflare: { apiToken: config.requireSecret("northToken") } });
 * new CustomHostname("acme", { zoneId, hostname: "shop.acme-shoes.com" }, { provider: north });
 */
export class MarketplaneProvider extends pulumi.ProviderResource {
  constructor(name: string, args: MarketplaneProviderArgs, options?: pulumi.ResourceOptions) {
    super("pulumi-nodejs", name, { ...toInputs(name, args), [explicitKey]: "true" }, options);
  }
}

function toInputs(name: string, args: MarketplaneProviderArgs): pulumi.Inputs {
  const inputs: pulumi.Inputs = {};
  for (const [vendor, account] of Object.entries(args)) {
    for (const [setting, value] of Object.entries(account ?? {})) {
      const kind = settings[vendor]?.[setting];
      // In plain JavaScript nothing else finds a misspelt name, under which a credential would stand in the state.
      if (kind === undefined) {
        throw new Error(`MarketplaneProvider ${name} has no setting ${vendor}.${setting}; ${namesOf(vendor)}`);
      }
      if (value !== undefined && value !== null) {
        inputs[`${vendor}:${setting}`] = kind === "secret" ? pulumi.secret(toText(value)) : toText(value);
      }
    }
  }
  return inputs;
}

/** The names of a vendor's settings, in the stack's configuration as here. */
export function vendorSettingNames(vendor: "cloudflare" | "apifew" | "clevercloud"): readonly string[] {
  return Object.keys(settings[vendor] ?? {});
}

function namesOf(vendor: string): string {
  const known = settings[vendor];
  return known
    ? `${vendor} has ${Object.keys(known).join(", ")}`
    : `the vendors are ${Object.keys(settings).join(", ")}`;
}

/** The engine takes nothing but texts as a provider's configuration. */
function toText(value: object): pulumi.Output<string> {
  return pulumi.output(value).apply((known: unknown) => (typeof known === "string" ? known : JSON.stringify(known)));
}
