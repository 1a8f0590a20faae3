import type { Properties } from "../../support/native-provider.ts";
import { createSelfSignedCertificate } from "../../support/self-signed-certificate.ts";
import { firstCustomer, jane, john, monthly, monthlyPricing, secondCustomer } from "../apifew/apifew-driver.ts";
import { originName, originRecord, zoneId, zoneName } from "../cloudflare/cloudflare-zone.ts";

/** Declarations of one resource, and changes of it, each with the properties that differ. */
export interface Changes {
  readonly type: string;
  /** Objects to start from, by what is special about them; the endpoint of the add-on provider is given. */
  readonly bases: (endpoint: string) => Readonly<Record<string, Properties>>;
  readonly changes: readonly (readonly [base: string, change: Properties])[];
}

const otherZone = "5a4db0c0ffee00000000000000000002";
const record = (name: string) => ({ type: "A" as const, name, content: "203.0.113.8", proxied: true });

export const changesSeed = {
  cloudflare: {
    zones: [
      { name: zoneName, dnsRecords: [originRecord, record(`other.${zoneName}`)] },
      { id: otherZone, name: "second.com", dnsRecords: [record("proxy-fallback.second.com")] },
    ],
  },
  apifew: { users: [{ login: jane }, { login: john }] },
  clevercloud: {
    configVars: ["SHOE_SHOP_URL", "SHOE_SHOP_KEY"],
    addons: [{ addonId: "addon_1" }, { addonId: "addon_2" }],
  },
};

const [one, other] = [1, 2].map(() => createSelfSignedCertificate("shop.acme-shoes.com"));
const upload = (pair = one) => ({ customCertificate: pair?.certificate, customKey: pair?.key });
const ssl = { method: "http", settings: { minTlsVersion: "1.2" } };
const plain = { zoneId, hostname: "shop.acme-shoes.com", ssl, waitFor: "none" };
const licenses = { ...monthly, ownerLogin: jane };
const endpoints = { baseUrl: "https://app.shoe-shop.com/resources", ssoUrl: "https://app.shoe-shop.com/sso" };
const moved = { ...endpoints, baseUrl: "https://app.shoe-shop.com/v2" };

export const propertyChanges: readonly Changes[] = [
  {
    type: "cloudflare:FallbackOrigin",
    bases: () => ({ plain: { zoneId, origin: originName, waitFor: "none" } }),
    changes: [
      ["plain", { origin: `other.${zoneName}` }],
      ["plain", { waitFor: "active", waitTimeoutSeconds: 200, adopt: true }],
      ["plain", { zoneId: otherZone, origin: "proxy-fallback.second.com" }],
    ],
  },
  {
    type: "cloudflare:CustomHostname",
    bases: () => ({
      plain,
      "without ssl": { ...plain, ssl: undefined },
      metadata: { ...plain, customMetadata: { a: 1, b: 2 } },
      origin: { ...plain, customOriginServer: originName, customOriginSni: "sni.example.com" },
      authority: { ...plain, ssl: { ...ssl, certificateAuthority: "google" } },
      settings: { ...plain, ssl: { ...ssl, settings: { http2: "off", tls13: "on", ciphers: ["AES128-SHA"] } } },
      upload: { ...plain, ssl: { ...ssl, ...upload() } },
    }),
    changes: [
      ["plain", { ssl: { ...ssl, method: "txt", wildcard: true } }],
      ["plain", { ssl: { ...ssl, method: "email" } }],
      ["plain", { ssl: { method: "http" } }],
      ["plain", { ssl: { ...ssl, settings: { minTlsVersion: "1.3", earlyHints: "on" } } }],
      ["plain", { ssl: { ...ssl, bundleMethod: "optimal", cloudflareBranding: true } }],
      ["plain", { ssl: { ...ssl, ...upload() } }],
      ["plain", { ssl: { ...ssl, customCertBundle: [upload(), upload(other)] } }],
      ["plain", { ssl: undefined }],
      ["upload", { ssl: { ...ssl, ...upload(other) } }],
      ["without ssl", { ssl }],
      ["authority", { ssl: { ...ssl, certificateAuthority: "lets_encrypt" } }],
      ["authority", { ssl }],
      ["settings", { ssl: { ...ssl, settings: { http2: "on", tls13: "off", ciphers: [] } } }],
      ["plain", { customMetadata: { a: 1, b: { c: [1, "x", true] } } }],
      ["metadata", { customMetadata: { a: "1" } }],
      ["metadata", { customMetadata: undefined }],
      ["plain", { customOriginServer: originName }],
      ["origin", { customOriginSni: ":request_host_header:" }],
      ["origin", { customOriginServer: undefined, customOriginSni: undefined }],
      ["plain", { waitFor: "pending_validation", waitTimeoutSeconds: 100, adopt: true }],
      ["plain", { hostname: "cafe.acme-shoes.com" }],
      ["plain", { zoneId: otherZone }],
    ],
  },
  {
    type: "apifew:Pricing",
    bases: () => ({ plain: { uid: monthly.pricingUid, name: monthly.pricingName } }),
    changes: [
      ["plain", { migrateLicenses: true }],
      ["plain", { adopt: true }],
      ["plain", { uid: monthlyPricing.pricingUid, name: monthlyPricing.pricingName }],
    ],
  },
  {
    type: "apifew:User",
    bases: () => ({ plain: { login: "new@acme.example", nameFirst: "Jane" } }),
    changes: [
      ["plain", { nameFirst: "Janet", nameLast: "Doe" }],
      ["plain", { nameFirst: "" }],
      ["plain", { nameFirst: undefined }],
      ["plain", { adopt: true }],
      ["plain", { login: "other@acme.example" }],
    ],
  },
  {
    type: "apifew:ManagedUser",
    bases: () => ({ plain: { ownerLogin: jane, managedLogin: john } }),
    changes: [
      ["plain", { adopt: true }],
      ["plain", { managedLogin: secondCustomer }],
      ["plain", { ownerLogin: firstCustomer }],
    ],
  },
  {
    type: "apifew:License",
    bases: () => ({ plain: licenses, unused: { ...licenses, assignUsage: false } }),
    changes: [
      ["plain", { quantity: 3 }],
      ["plain", { assignUsage: false }],
      ["unused", { assignUsage: true, adopt: true }],
      ["plain", { ownerLogin: john }],
      ["plain", monthlyPricing],
    ],
  },
  {
    type: "apifew:LicenseAssignment",
    bases: () => ({ plain: { ...monthlyPricing, ownerLogin: secondCustomer, userLogin: secondCustomer } }),
    changes: [
      ["plain", { userLogin: jane }],
      ["plain", { adopt: true }],
    ],
  },
  {
    type: "apifew:Counter",
    bases: () => ({
      plain: { name: "counter_one", userLogin: firstCustomer, value: 4 },
      read: { name: "counter_one", userLogin: firstCustomer },
    }),
    changes: [
      ["plain", { value: 5.5 }],
      ["plain", { value: undefined }],
      ["read", { value: 0, adopt: true }],
      ["plain", { name: "requests" }],
    ],
  },
  {
    type: "clevercloud:AddonManifest",
    bases: () => ({
      plain: {
        providerId: "shoe-shop",
        name: "Shoes",
        configVars: ["SHOE_SHOP_URL"],
        regions: ["eu"],
        production: endpoints,
      },
    }),
    changes: [
      ["plain", { name: "Shoe Shop", configVars: ["SHOE_SHOP_URL", "SHOE_SHOP_KEY"], regions: ["eu", "us"] }],
      ["plain", { production: moved, test: endpoints }],
      ["plain", { rotate: 2 }],
      ["plain", { adopt: { password: "p".repeat(40), ssoSalt: "s".repeat(40) } }],
      ["plain", { providerId: "shoe-store", configVars: [] }],
    ],
  },
  {
    type: "clevercloud:Addon",
    bases: (baseUrl) => ({
      plain: { baseUrl, addonId: "addon_3", ownerId: "orga_1", userId: "user_1", plan: "basic", region: "EU" },
    }),
    changes: [
      ["plain", { plan: "pro" }],
      ["plain", { ownerName: "Acme", callbackUrl: "https://x.example/y", adopt: true }],
      ["plain", { options: { a: "b" } }],
      ["plain", { region: "US" }],
      ["plain", { ownerId: "orga_2" }],
      ["plain", { userId: "user_2" }],
      ["plain", { addonId: "addon_4" }],
    ],
  },
  {
    type: "clevercloud:AddonConfig",
    bases: () => ({ plain: { addonId: "addon_1", config: { SHOE_SHOP_URL: "https://a.example" } } }),
    changes: [
      ["plain", { config: { SHOE_SHOP_URL: "https://b.example", SHOE_SHOP_KEY: "a key" } }],
      ["plain", { config: {} }],
      ["plain", { configVars: ["SHOE_SHOP_URL"], onDelete: "clear", waitTimeoutSeconds: 5, adopt: false }],
      ["plain", { addonId: "addon_2" }],
    ],
  },
];
