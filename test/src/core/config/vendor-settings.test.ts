import {
  vendorSettings as declaredSettings,
  type VendorName,
  vendorAccounts,
  vendorVariablePrefixes,
} from "@marketplane/providers/vendor-accounts.ts";
import { describe, expect, test } from "vitest";
import { engineEnvironment } from "../../../../engine/environment.ts";
import { secretsOf } from "../../../../src/core/config/secrets-of.ts";
import {
  isVendorCalled,
  vendorSecrets,
  vendorSettings,
  vendorVariables,
} from "../../../../src/core/config/vendor-settings.ts";
import { createLogger } from "../../../../src/core/telemetry/create-logger.ts";
import { appPassword, appSecret, cleverPassword, cleverSalt, testConfig } from "../../../support/service-context.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const variables: Readonly<Record<string, string>> = {
  CLEVERCLOUD_PROVIDER_ID: "somebody-else",
  CLEVERCLOUD_PROVIDER_PASSWORD: "somebody-elses-password",
  CLEVERCLOUD_BASE_URL: "https://clever.example/v2",
  APIFEW_KEY: "the-key",
};
const environment = (name: string) => variables[name];

test("Clever Cloud is called with the configured credentials, which override the environment", () => {
  const settings = vendorSettings(testConfig(), environment);
  expect(settings.configured("clevercloud:password")).toBe(cleverPassword);
  expect(settings.environment("CLEVERCLOUD_PROVIDER_ID")).toBeUndefined();
  expect(settings.environment("CLEVERCLOUD_BASE_URL")).toBe("https://clever.example/v2");
  expect(settings.environment("APIFEW_KEY")).toBe("the-key");
});

test("every secret of the configuration and the environment is listed for redaction", () => {
  const token = "a-token-of-more-than-thirty-five-characters";
  const url = "postgres://u:p@h/d";
  const config = testConfig({ metrics: { token }, database: { url }, values: { mailKey: "mail-key" } });
  const all = [cleverPassword, cleverSalt, appPassword, appSecret, token, url, "mail-key"];
  expect(secretsOf(config).sort()).toEqual(all.sort());
  expect(vendorSecrets(environment)).toEqual(expect.arrayContaining(["the-key", "somebody-elses-password"]));
});

describe.each(declaredSettings.filter(({ isSecret }) => isSecret))("the vendors' secret $key", ({ key, env }) => {
  const value = `value-of-${env}`;
  const withIt = (name: string) => (name === env ? value : undefined);

  test("is never logged, with or without a line break at its end", () => {
    const lines: string[] = [];
    const only = (name: string) => (name === env ? `${value}\n` : undefined);
    const destination = { write: (line: string) => lines.push(line) };
    const log = createLogger({ level: "info", secrets: vendorSecrets(only), isReadable: false, destination });
    log.info({ detail: `sent ${value}` }, `refused ${value}`);
    expect(lines).toHaveLength(1);
    expect(lines.join("")).not.toContain(value);
  });

  test("is not inherited by the engine, and is passed to it only if the vendor is called", async () => {
    const home = await temporaryFolder();
    const engine = { bin: "/engine/bin" };
    const inherited = { [env]: value };
    expect(
      Object.values(engineEnvironment({ engine, home, withheld: vendorVariablePrefixes, inherited })),
    ).not.toContain(value);
    const uncalled = vendorAccounts.filter(({ name }) => !isVendorCalled(name, {}));
    const isCalled = !uncalled.some(({ name }) => key.startsWith(`${name}:`));
    expect(Object.values(vendorVariables({}, withIt)).includes(value)).toBe(isCalled);
  });
});

test("a registered vendor that no tenant's resources need is not called, so it needs no credentials", () => {
  expect(isVendorCalled("another-vendor" as VendorName, testConfig())).toBe(false);
});

test("a vendor that is also a marketplace is called only if it is configured", () => {
  expect(vendorAccounts.filter(({ name }) => !isVendorCalled(name, {})).map(({ name }) => name)).toEqual([
    "clevercloud",
  ]);
  expect(isVendorCalled("clevercloud", testConfig())).toBe(true);
  expect(vendorVariables(testConfig(), environment)).toMatchObject({
    CLEVERCLOUD_PROVIDER_PASSWORD: cleverPassword,
    CLEVERCLOUD_BASE_URL: "https://clever.example/v2",
    APIFEW_KEY: "the-key",
  });
});
