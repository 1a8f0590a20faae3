import { license } from "@marketplane/providers/apifew/license.ts";
import { licenseAssignment } from "@marketplane/providers/apifew/license-assignment.ts";
import { isSameLogin } from "@marketplane/providers/apifew/login.ts";
import { pricing } from "@marketplane/providers/apifew/pricing.ts";
import { user } from "@marketplane/providers/apifew/user.ts";
import { addon } from "@marketplane/providers/clevercloud/addon.ts";
import { addonConfig } from "@marketplane/providers/clevercloud/addon-config.ts";
import { customHostname } from "@marketplane/providers/cloudflare/custom-hostname.ts";
import { fallbackOrigin } from "@marketplane/providers/cloudflare/fallback-origin.ts";
import { type FoundObject, type Search, searchFor } from "./found-object.ts";

export const vendors = ["cloudflare", "apifew", "clevercloud"] as const;
export type Vendor = (typeof vendors)[number];

/** Where to look. */
export interface AdoptScope {
  readonly vendors: readonly Vendor[];
  /** Zones at Cloudflare. */
  readonly zones: readonly string[];
  /** Names of apifew's pricings by uid: its answers name pricings and tell no uid. */
  readonly pricingNames: Readonly<Record<string, string>>;
  /** The endpoint of the add-on provider, as its manifest has it; Clever Cloud does not tell it. */
  readonly baseUrl: string | undefined;
}

/** The searches of a scope, in the order in which the objects depend on each other. */
export function searchesOf(scope: AdoptScope): Search[] {
  return scope.vendors.flatMap((vendor) => searchesOfVendor[vendor](scope));
}

const searchesOfVendor: Readonly<Record<Vendor, (scope: AdoptScope) => Search[]>> = {
  cloudflare: ({ zones }) =>
    zones.flatMap((zoneId) => [
      searchFor(fallbackOrigin, { zoneId }, ({ origin }) => origin),
      searchFor(customHostname, { zoneId }, ({ hostname }) => hostname),
    ]),
  apifew: ({ pricingNames }) => {
    const app = { pricingNames };
    return [
      searchFor(pricing, app, ({ name, uid }) => name ?? uid),
      searchFor(user, app, ({ login }) => login),
      searchFor(license, app, ({ ownerLogin, pricingUid }) => `${ownerLogin}-${pricingUid}`),
      searchFor(
        licenseAssignment,
        app,
        ({ userLogin, pricingUid }) => `${userLogin}-${pricingUid}`,
        // An owner's use of their own license is the License's assignUsage.
        ({ ownerLogin, userLogin }) => !isSameLogin(ownerLogin, userLogin),
      ),
    ];
  },
  clevercloud: ({ baseUrl }) => [
    ...(baseUrl === undefined ? [] : [addonSearch(baseUrl)]),
    searchFor(addonConfig, {}, ({ addonId }) => addonId),
  ],
};

/** Clever Cloud's list tells an add-on's plan and owner; region comes with its config vars, the endpoint from the user. */
function addonSearch(baseUrl: string): Search {
  const addons = searchFor(addon, {}, ({ addonId }) => addonId);
  const configs = searchFor(addonConfig, {}, ({ addonId }) => addonId);
  return async function* (settings) {
    const regions = new Map<string, unknown>();
    for await (const { id, state } of configs(settings)) {
      regions.set(id, state.region);
    }
    for await (const found of addons(settings)) {
      const inputs: FoundObject["inputs"] = {
        ...found.inputs,
        baseUrl,
        region: regions.get(found.id) ?? "",
        options: {},
      };
      yield { ...found, inputs };
    }
  };
}

/** What a person should know of what these searches cannot find. */
export function blindSpotsOf({ vendors: searched, baseUrl }: AdoptScope): string[] {
  const spots: string[] = [];
  if (searched.includes("apifew")) {
    spots.push("apifew lists no managed users and no counters, and of users only those with a license");
  }
  if (searched.includes("clevercloud") && baseUrl === undefined) {
    spots.push(
      "Clever Cloud tells no provider's endpoint: add-ons are found with --base-url URL only, config vars always",
    );
  }
  return spots;
}
