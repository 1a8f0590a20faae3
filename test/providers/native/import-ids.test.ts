import { expect, test } from "vitest";
import { resources } from "../../../providers/vendors.ts";
import { providerUrn, startNativeProvider } from "../../support/native-provider.ts";

const zone = "5a4db0c0ffee00000000000000000001";
const uuid = "0d89c70d-ad9f-4843-b99f-6cc0252067e9";
const [jane, john] = ["jane.doe@acme.example", "john.roe@acme.example"];
const endpoint = "https://app.shoe-shop.com/clevercloud/resources?a=b";

/** The id of an import, the resource's own id, and the inputs that no vendor returns. */
const ids: readonly (readonly [type: string, id: string, own: string, known?: object])[] = [
  ["cloudflare:FallbackOrigin", zone, zone],
  ["cloudflare:CustomHostname", `${zone}/${uuid}`, `${zone}/${uuid}`],
  ["apifew:Pricing", "ABCDEF=monthly_10", "ABCDEF", { name: "monthly_10" }],
  ["apifew:Pricing", "ABCDEF=a%2Fb%25=c", "ABCDEF", { name: "a/b%=c" }],
  ["apifew:Pricing", "ABCDEF", "ABCDEF", {}],
  ["apifew:User", jane, jane],
  ["apifew:ManagedUser", `${jane}/${john}`, `${jane}/${john}`],
  ["apifew:License", `ABCDEF=monthly_10/${jane}`, `ABCDEF/${jane}`, { pricingName: "monthly_10" }],
  ["apifew:License", `ABCDEF/a=b@x.io`, `ABCDEF/a=b@x.io`, {}],
  ["apifew:LicenseAssignment", `ABCDEF=10 a/${jane}/${john}`, `ABCDEF/${jane}/${john}`, { pricingName: "10 a" }],
  ["apifew:Counter", `requests/${jane}`, `requests/${jane}`],
  ["clevercloud:Addon", `addon_1=${endpoint}`, "addon_1", { baseUrl: endpoint }],
  ["clevercloud:AddonConfig", "addon_1", "addon_1"],
];

const importIdOf = (type: string) => resources.find(({ definition }) => definition.type === type)?.definition.importId;

test.each(ids.map(([type, id, own, known]) => ({ type, id, own, known })))(
  "$type: the import id $id is split into the resource's id and what no vendor returns",
  ({ type, id, own, known }) => {
    expect(importIdOf(type)?.parse(id)).toMatchObject({ id: own, ...(known && { known }) });
  },
);

test("every resource that can be imported states the form of its import id", () => {
  const imported = [...new Set(ids.map(([type]) => type))];
  const types = resources.map(({ definition }) => definition.type);
  expect(types.filter((type) => importIdOf(type) === undefined)).toEqual(["clevercloud:AddonManifest"]);
  expect(imported.toSorted()).toEqual(types.filter(importIdOf).toSorted());
});

const wrong: readonly (readonly [type: string, id: string, rule: RegExp])[] = [
  ["cloudflare:FallbackOrigin", "saasprovider.com", /<zone's id>: zoneId must be a Cloudflare zone id/],
  ["cloudflare:CustomHostname", uuid, /whose import id is <zone's id>\/<custom hostname's id>$/],
  ["cloudflare:CustomHostname", `${zone}/a/b`, /whose import id is <zone's id>\/<custom hostname's id>$/],
  ["cloudflare:CustomHostname", `a.com/${uuid}`, /: zoneId must be a Cloudflare zone id/],
  [
    "cloudflare:CustomHostname",
    `${zone}/shop.acme-shoes.com`,
    /is a hostname's name; the data source getCustomHostname/,
  ],
  ["apifew:Pricing", "monthly 10", /: uid must be a pricing's uid/],
  ["apifew:Pricing", "ABCDEF=", /: name must be the pricing's name/],
  ["apifew:User", "jane", /<login>: login must be a login.*\(it is "jane"\)/],
  ["apifew:ManagedUser", jane, /whose import id is <owner's login>\/<managed user's login>$/],
  ["apifew:ManagedUser", `${jane}/john`, /: managedLogin must be a login/],
  ["apifew:License", jane, /whose import id is <pricing's uid>=<pricing's name>\/<owner's login>$/],
  ["apifew:License", `ABCDEF=/${jane}`, /: pricingName must be the pricing's name/],
  ["apifew:LicenseAssignment", `ABCDEF/${jane}`, /<owner's login>\/<user's login>$/],
  ["apifew:Counter", `/${jane}`, /whose import id is <counter's name>\/<user's login>$/],
  ["clevercloud:Addon", "addon_1", /<baseUrl>: Clever Cloud does not return the endpoint/],
  ["clevercloud:Addon", "addon_1=app.shoe-shop.com", /: baseUrl must be an https URL/],
  ["clevercloud:Addon", "shop=https://app.shoe-shop.com", /: addonId must be Clever Cloud's id/],
  ["clevercloud:AddonConfig", "shop", /<add-on's id>: addonId must be Clever Cloud's id/],
];

const environment = {
  ...{ CLOUDFLARE_API_TOKEN: "a-token", CLOUDFLARE_BASE_URL: "http://127.0.0.1:1" },
  ...{ APIFEW_KEY: "a-key", APIFEW_BASE_URL: "http://127.0.0.1:1" },
  ...{
    CLEVERCLOUD_PROVIDER_ID: "shop",
    CLEVERCLOUD_PROVIDER_PASSWORD: "p",
    CLEVERCLOUD_BASE_URL: "http://127.0.0.1:1",
  },
};

test.each(wrong)("%s: the import id %s is refused by its form before any call", async (type, id, rule) => {
  await using provider = await startNativeProvider({ environment });
  const engine = provider.connect();
  await engine.configure({});

  await expect(engine.read(type, id)).rejects.toThrow(
    `${JSON.stringify(id)} cannot be imported as marketplane:${type}`,
  );
  await expect(engine.read(type, id)).rejects.toThrow(rule);
});

test("a password in the endpoint of an import is not repeated", async () => {
  await using provider = await startNativeProvider({ environment });
  const engine = provider.connect();
  await engine.configure({});
  const error = await engine.read("clevercloud:Addon", "addon_1=https://shop:sesame-open@x.example/y").catch(String);

  expect(error).toContain("baseUrl must not contain a user or password");
  expect(error).not.toContain("sesame-open");
});

test.each([
  ["default_0_1_0", "`pulumi config set --secret --path marketplane:apifew.key` or in the environment as APIFEW_KEY"],
  ["north", "give it to the resource's provider as apifew.key"],
])(
  "without its credential, provider %s says at an import, a refresh and a delete how to set it",
  async (name, remedy) => {
    await using provider = await startNativeProvider();
    const engine = provider.connect();
    await engine.configure({}, providerUrn(name));

    await expect(engine.read("apifew:User", jane)).rejects.toThrow(remedy);
    await expect(engine.read("apifew:User", jane, { login: jane })).rejects.toThrow(remedy);
    await expect(engine.delete("apifew:User", jane, { login: jane })).rejects.toThrow(remedy);
  },
);
