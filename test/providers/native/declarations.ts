import type { Properties } from "../../support/native-provider.ts";
import type { TestSandbox } from "../../support/sandbox.ts";
import { firstCustomer, jane, john, monthly } from "../apifew/apifew-driver.ts";
import { originName, originRecord, zoneId, zoneName } from "../cloudflare/cloudflare-zone.ts";

/** A resource of each type, as a program declares it, and a change that keeps the object. */
export interface Declaration {
  readonly type: string;
  readonly inputs: Properties;
  readonly change?: Properties;
  /** Objects that must exist before. */
  readonly prepare?: (sandbox: TestSandbox) => Promise<unknown>;
  /** Inputs that no vendor returns, so an import does not have them. */
  readonly notReturned?: readonly string[];
  /** The id of an import, if it contains more than the resource's own id. */
  readonly importId?: string;
  /** Why its objects cannot be imported. */
  readonly isNotImported?: RegExp;
}

export const seed = {
  cloudflare: { zones: [{ name: zoneName, dnsRecords: [originRecord] }] },
  clevercloud: { configVars: ["SHOE_SHOP_URL"] },
};

const addonId = "addon_1c1a0b2e";

export function declarationsFor({ ready }: TestSandbox): readonly Declaration[] {
  const addon = {
    baseUrl: ready.provider,
    addonId,
    ownerId: "orga_858600a8",
    userId: "user_2e7d4c11",
    plan: "basic",
    region: "EU",
  };
  const provide = ({ provider }: TestSandbox) =>
    provider("POST", "", {
      addon_id: addonId,
      owner_id: addon.ownerId,
      owner_name: addon.ownerId,
      user_id: addon.userId,
      plan: addon.plan,
      region: addon.region,
      callback_url: `${ready.clevercloud}/vendor/apps/${addonId}`,
      logplex_token: "",
      options: {},
    });
  const addUser = (login: string) => (sandbox: TestSandbox) =>
    sandbox.apifew("/v2/app/user/create", { USER_LOGIN: login });
  return [
    { type: "cloudflare:FallbackOrigin", inputs: { zoneId, origin: originName } },
    {
      type: "cloudflare:CustomHostname",
      inputs: { zoneId, hostname: "shop.acme-shoes.com", ssl: { method: "http", settings: { minTlsVersion: "1.2" } } },
      change: { zoneId, hostname: "shop.acme-shoes.com", ssl: { method: "txt", settings: { minTlsVersion: "1.2" } } },
    },
    {
      type: "apifew:Pricing",
      inputs: { uid: monthly.pricingUid, name: monthly.pricingName },
      isNotImported: /cannot be found by its uid, since apifew returns pricing names without uids/,
    },
    { type: "apifew:User", inputs: { login: jane, nameFirst: "Jane" }, change: { login: jane, nameFirst: "Janet" } },
    {
      type: "apifew:ManagedUser",
      inputs: { ownerLogin: jane, managedLogin: john },
      prepare: async (sandbox) => [await addUser(jane)(sandbox), await addUser(john)(sandbox)],
    },
    {
      type: "apifew:License",
      inputs: { ...monthly, ownerLogin: jane },
      change: { ...monthly, ownerLogin: jane, quantity: 2 },
      prepare: addUser(jane),
    },
    {
      type: "apifew:LicenseAssignment",
      inputs: { ...monthly, ownerLogin: firstCustomer, userLogin: firstCustomer, adopt: true },
    },
    {
      type: "apifew:Counter",
      inputs: { name: "counter_one", userLogin: firstCustomer, value: 4 },
      change: { name: "counter_one", userLogin: firstCustomer, value: 5 },
    },
    {
      type: "clevercloud:AddonManifest",
      inputs: {
        providerId: "shoe-shop",
        name: "Shoe Shop",
        configVars: ["SHOE_SHOP_URL"],
        regions: ["eu"],
        production: {
          baseUrl: "https://app.shoe-shop.com/clevercloud/resources",
          ssoUrl: "https://app.shoe-shop.com/clevercloud/sso/login",
        },
      },
      isNotImported: /cannot be imported, since Clever Cloud returns neither its URLs nor its secrets/,
    },
    {
      type: "clevercloud:Addon",
      inputs: addon,
      change: { ...addon, plan: "pro" },
      importId: `${addonId}=${addon.baseUrl}`,
      notReturned: ["userId"],
    },
    {
      type: "clevercloud:AddonConfig",
      inputs: { addonId, config: { SHOE_SHOP_URL: "https://acme.shoe-shop.com" } },
      change: { addonId, config: { SHOE_SHOP_URL: "https://acme.shoes.example" } },
      prepare: provide,
    },
  ];
}
