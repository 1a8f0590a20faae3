import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addonManifest } from "../../../providers/clevercloud/addon-manifest/index.ts";
import { configVarPrefix } from "../../../providers/clevercloud/provider-id.ts";
import { createHandler } from "../../../providers/resource-handler.ts";
import { unknownValue } from "../../../providers/unknown.ts";
import { collect } from "../../support/collect.ts";
import { ResourceDriver } from "../../support/resource-driver.ts";
import { settingsFrom } from "./clevercloud-driver.ts";

const manifest = {
  providerId: "addon-name",
  name: "Addon Name",
  configVars: ["ADDON_NAME_MY_VAR"],
  regions: ["eu"],
  production: {
    baseUrl: "https://yourservice.com/clevercloud/resources",
    ssoUrl: "https://yourservice.com/clevercloud/sso/login",
  },
};
const localTest = {
  baseUrl: "http://localhost:9000/clevercloud/resources",
  ssoUrl: "http://localhost:9000/clevercloud/sso/login",
};
const registered = { password: "p".repeat(35), ssoSalt: "s".repeat(40) };

function drive(kept?: ConstructorParameters<typeof ResourceDriver>[1]): ResourceDriver {
  return new ResourceDriver(createHandler(addonManifest, { settings: settingsFrom({}) }), kept);
}

describe("check", () => {
  test.each([
    [
      "an id in capitals",
      { providerId: "Addon" },
      /^providerId must be a manifest's id: lower case .*\(it is "Addon"\)/,
    ],
    [
      "an id with a dot",
      { providerId: "addon.name" },
      /^providerId must be a manifest's id: lower case .*"addon\.name"/,
    ],
    ["an empty name", { name: " " }, /^name must not be empty/],
    [
      "a config var without the prefix",
      { configVars: ["ADDON_NAME_A", "MY_VAR"] },
      /^configVars\.1 must begin with ADDON_NAME_.*"MY_VAR"/,
    ],
    ["a prefix without its underscore", { configVars: ["ADDON_NAMEX"] }, /^configVars\.0 must begin with ADDON_NAME_/],
    ["a config var that is the prefix", { configVars: ["ADDON_NAME_"] }, /^configVars\.0 must begin with/],
    [
      "a config var in lower case",
      { configVars: ["ADDON_NAME_url"] },
      /^configVars\.0 must be a name of capital letters.*"ADDON_NAME_url"/,
    ],
    ["a config var twice", { configVars: ["ADDON_NAME_A", "ADDON_NAME_A"] }, /^configVars must name each one once/],
    ["no regions", { regions: [] }, /^regions must not be empty \(it is \[\]\)$/],
    ["regions without eu", { regions: ["par"] }, /^regions must contain "eu" \(it is \["par"\]\)/],
    [
      "http in production",
      { production: { ...manifest.production, baseUrl: "http://localhost/a" } },
      /^production\.baseUrl must be an https URL.*localhost/,
    ],
    [
      "an SSO URL that is none",
      { production: { ...manifest.production, ssoUrl: "yes" } },
      /^production\.ssoUrl must be an https URL.*"yes"/,
    ],
    [
      "http to another machine",
      { test: { ...localTest, ssoUrl: "http://10.0.0.1/sso" } },
      /^test\.ssoUrl must be an https URL, or an http one on localhost/,
    ],
    [
      "a query in a base URL",
      { test: { ...localTest, baseUrl: "https://a.com/x?token=hush-hush" } },
      /^test\.baseUrl must have neither query nor fragment.*"https:\/\/a\.com\/x…"/,
    ],
    ["a property of no manifest", { planes: [] }, /^planes is not a property of this resource/],
    ["a rotate that is a list", { rotate: [1] }, /^rotate must be a string or a number/],
  ])("refuses %s and names the property, the rule and the value", async (_case, change, message) => {
    const failure = drive().check({ ...manifest, ...change });

    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.not.toThrow("hush-hush");
  });

  test.each([
    [
      "the sample password of the page",
      "44ca82ddf8d4e74d52494ce2895152ee",
      /adopt\.password is a sample from a vendor's public documentation/,
    ],
    ["the sample salt of Heroku's page", "2f97bfa52ca102f8874716e2eb1d3b4920ad0be4", /adopt\.password is a sample/],
    ["a short secret", "only-thirty-four-characters-long-x", /adopt\.password must have at least 35 characters/],
  ])("refuses %s without showing it", async (_case, password, message) => {
    const failure = drive().check({ ...manifest, adopt: { password, ssoSalt: registered.ssoSalt } });

    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.not.toThrow(password);
  });

  test("refuses credentials in a URL without showing them", async () => {
    const baseUrl = "https://someone:hush-hush@yourservice.com/resources";
    const failure = drive().check({ ...manifest, production: { ...manifest.production, baseUrl } });

    await expect(failure).rejects.toThrow(/^production\.baseUrl must not contain a user or password/);
    await expect(failure).rejects.not.toThrow("hush-hush");
  });

  test("accepts values that are unknown at preview", async () => {
    const production = { ...manifest.production, ssoUrl: unknownValue };

    await expect(drive().check({ ...manifest, providerId: unknownValue, production })).resolves.toBeDefined();
  });

  test("needs no credentials, because the resource generates them", async () => {
    await expect(drive().check({ ...manifest, test: localTest, rotate: 1 })).resolves.toMatchObject(manifest);
  });

  test("accepts every id and config var of the documented forms, and its own result", async () => {
    const ids = fc.stringMatching(/^[a-z0-9_-]{1,20}$/);
    const suffixes = fc.uniqueArray(fc.stringMatching(/^[A-Z0-9_]{1,10}$/), { maxLength: 4 });

    await fc.assert(
      fc.asyncProperty(ids, suffixes, async (providerId, names) => {
        const configVars = names.map((name) => configVarPrefix(providerId) + name);
        const once = await drive().check({ ...manifest, providerId, configVars });
        expect(await drive().check(once)).toEqual(once);
      }),
      { numRuns: 50 },
    );
  });
});

describe("lifecycle", () => {
  test("generates two secrets of 48 hexadecimal digits and the documented manifest", async () => {
    const driver = drive();

    await driver.up({ ...manifest, test: localTest });

    const { password, ssoSalt, json } = driver.outs;
    expect(driver.id).toBe("addon-name");
    expect([password, ssoSalt]).toEqual([
      expect.stringMatching(/^[0-9a-f]{48}$/),
      expect.stringMatching(/^[0-9a-f]{48}$/),
    ]);
    expect(password).not.toBe(ssoSalt);
    expect(JSON.parse(String(json))).toEqual({
      id: "addon-name",
      name: "Addon Name",
      api: {
        config_vars: ["ADDON_NAME_MY_VAR"],
        regions: ["eu"],
        password,
        sso_salt: ssoSalt,
        production: {
          base_url: "https://yourservice.com/clevercloud/resources",
          sso_url: "https://yourservice.com/clevercloud/sso/login",
        },
        test: {
          base_url: "http://localhost:9000/clevercloud/resources",
          sso_url: "http://localhost:9000/clevercloud/sso/login",
        },
      },
    });
  });

  test("uses production's URLs for the test if there are none", async () => {
    const driver = drive();
    await driver.up(manifest);

    const { api } = JSON.parse(String(driver.outs.json));
    expect(api.test).toEqual(api.production);
  });

  test("returns the inputs on refresh, and the next update changes nothing", async () => {
    const driver = drive();
    await driver.up({ ...manifest, test: localTest, rotate: "2026" });
    const before = driver.outs;

    expect(await driver.refresh()).toBe("same");
    expect(driver.outs).toEqual(before);
    expect(await driver.up({ ...manifest, test: localTest, rotate: "2026" })).toBe("same");
  });

  test("keeps the secrets through every change except that of rotate", async () => {
    const driver = drive();
    await driver.up(manifest);
    const { password, ssoSalt } = driver.outs;

    expect(await driver.up({ ...manifest, name: "Another", test: localTest })).toBe("update");
    expect(driver.outs).toMatchObject({ password, ssoSalt, json: expect.stringContaining("Another") });

    await driver.up({ ...manifest, rotate: 1 });
    const rotated = driver.outs;
    expect(rotated.password).not.toBe(password);
    expect(rotated.ssoSalt).not.toBe(ssoSalt);
    expect(rotated.json).toContain(rotated.password);

    await driver.up({ ...manifest, rotate: 1, regions: ["eu", "par"] });
    await driver.up({ ...manifest, regions: ["eu", "par"] });
    expect(driver.outs).toMatchObject({ password: rotated.password, ssoSalt: rotated.ssoSalt });
  });

  test("takes over the secrets of a registered manifest, on create or later", async () => {
    const driver = drive();
    await driver.up({ ...manifest, adopt: registered });
    expect(driver.outs).toMatchObject(registered);

    await driver.up({ ...manifest, adopt: registered, rotate: 2 });
    expect(driver.outs.password).not.toBe(registered.password);

    await driver.up({ ...manifest, adopt: { ...registered, password: "q".repeat(36) }, rotate: 2 });
    expect(driver.outs).toMatchObject({ password: "q".repeat(36), ssoSalt: registered.ssoSalt });
  });

  test("is replaced if the id changes, the new one first", async () => {
    const driver = drive();
    await driver.up(manifest);
    const before = driver.outs;
    const handler = createHandler(addonManifest, { settings: settingsFrom({}) });

    const diff = await handler.diff("addon-name", before, { ...manifest, providerId: "other", configVars: [] });
    expect(diff).toEqual({ replaces: ["providerId"], deleteBeforeReplace: false });
    expect(await driver.up({ ...manifest, providerId: "other", configVars: ["OTHER_URL"] })).toBe("replace");
    expect(driver.id).toBe("other");
    expect(driver.outs.password).not.toBe(before.password);
  });

  test("cannot be imported, and explains the alternative", async () => {
    const driver = drive({ id: "addon-name" });

    await expect(driver.refresh()).rejects.toThrow(/cannot be imported.*adopt: \{ password, ssoSalt \}/);
  });

  test("asks for the secrets if the state has none", async () => {
    const driver = drive({ id: "addon-name", inputs: manifest, outs: manifest });

    await expect(driver.up({ ...manifest, name: "Another" })).rejects.toThrow(/has no secrets.*adopt.*rotate/);
    await driver.up({ ...manifest, name: "Another", adopt: registered });
    expect(driver.outs).toMatchObject(registered);
  });

  test("keeps every secret encrypted in the state", () => {
    expect(addonManifest.secretOutputs).toEqual(["password", "ssoSalt", "json"]);
    expect(addonManifest.secretInputs).toEqual(["adopt"]);
  });

  test("lists nothing, because no call lists manifests", async () => {
    const found = await collect(
      addonManifest.list({}, { client: undefined, clock: { now: () => 0, sleep: async () => {} } }),
    );

    expect(found).toEqual([]);
  });

  test("makes no call", async () => {
    const driver = drive();
    await driver.up(manifest);
    await driver.destroy();

    expect(driver.id).toBeUndefined();
  });
});
