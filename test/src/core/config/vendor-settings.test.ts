import { expect, test } from "vitest";
import { secretsOf } from "../../../../src/core/config/secrets-of.ts";
import { vendorSecrets, vendorSettings } from "../../../../src/core/config/vendor-settings.ts";
import { appPassword, appSecret, cleverPassword, cleverSalt, testConfig } from "../../../support/service-context.ts";

const variables: Readonly<Record<string, string>> = {
  CLEVERCLOUD_PROVIDER_ID: "somebody-else",
  CLEVERCLOUD_PROVIDER_PASSWORD: "somebody-elses-password",
  CLEVERCLOUD_BASE_URL: "https://clever.example/v2",
  APIFEW_KEY: "the-key",
};
const environment = (name: string) => variables[name];

test("Clever Cloud is called with the credentials that its own calls are known by, whatever the environment says", () => {
  const settings = vendorSettings(testConfig(), environment);
  expect(settings.configured("clevercloud:password")).toBe(cleverPassword);
  expect(settings.environment("CLEVERCLOUD_PROVIDER_ID")).toBeUndefined();
  expect(settings.environment("CLEVERCLOUD_BASE_URL")).toBe("https://clever.example/v2");
  expect(settings.environment("APIFEW_KEY")).toBe("the-key");
});

test("every secret of configuration and environment is known to whoever must not show one", () => {
  const token = "a-token-of-more-than-thirty-five-characters";
  const url = "postgres://u:p@h/d";
  const config = testConfig({ metrics: { token }, database: { url }, values: { mailKey: "mail-key" } });
  const all = [cleverPassword, cleverSalt, appPassword, appSecret, token, url, "mail-key"];
  expect(secretsOf(config).sort()).toEqual(all.sort());
  expect(vendorSecrets(environment)).toEqual(expect.arrayContaining(["the-key", "somebody-elses-password"]));
});
