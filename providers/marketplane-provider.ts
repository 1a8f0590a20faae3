import type * as pulumi from "@pulumi/pulumi";
import { output, secret } from "@pulumi/pulumi/output.js";
import { ProviderResource } from "@pulumi/pulumi/resource.js";
import { explicitKey } from "./settings.ts";
import type { VendorSetting } from "./vendor-account.ts";
import { type MarketplaneProviderArgs, vendorAccounts, vendorSettings } from "./vendor-accounts.ts";

/**
 * Accounts at the vendors, for the resources that use this provider; a program may have several. These
 * resources use only the settings given here: the environment and the stack's configuration are ignored.
 *
 * @example
 * const north = new MarketplaneProvider("north", { cloudflare: { apiToken: config.requireSecret("northToken") } });
 * new CustomHostname("acme", { zoneId, hostname: "shop.acme-shoes.com" }, { provider: north });
 */
export class MarketplaneProvider extends ProviderResource {
  constructor(name: string, args: MarketplaneProviderArgs, options?: pulumi.ResourceOptions) {
    super("pulumi-nodejs", name, { ...toInputs(name, args), [explicitKey]: "true" }, options);
  }
}

function toInputs(name: string, args: MarketplaneProviderArgs): pulumi.Inputs {
  const inputs: pulumi.Inputs = {};
  for (const [vendor, account] of Object.entries(args)) {
    for (const [setting, value] of Object.entries(account ?? {})) {
      const known = settingOf(vendor, setting);
      // In plain JavaScript nothing else detects a misspelt name, and the state would store the credential
      // under it.
      if (known === undefined) {
        throw new Error(`MarketplaneProvider ${name} has no setting ${vendor}.${setting}; ${namesOf(vendor)}`);
      }
      if (value !== undefined && value !== null) {
        inputs[known.key] = known.isSecret ? secret(toText(value)) : toText(value);
      }
    }
  }
  return inputs;
}

function settingOf(vendor: string, setting: string): VendorSetting | undefined {
  return vendorSettings.find(({ key }) => key === `${vendor}:${setting}`);
}

function namesOf(vendor: string): string {
  const account = vendorAccounts.find(({ name }) => name === vendor);
  return account
    ? `${vendor} has ${Object.keys(account.settings).join(", ")}`
    : `the vendors are ${vendorAccounts.map(({ name }) => name).join(", ")}`;
}

/** The engine accepts only texts as a provider's configuration. */
function toText(value: object): pulumi.Output<string> {
  return output(value).apply((known: unknown) => (typeof known === "string" ? known : JSON.stringify(known)));
}
