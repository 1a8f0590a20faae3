import { describe, expect, test } from "vitest";
import { connectClevercloud } from "../../../providers/clevercloud/connect.ts";
import { settingsFrom } from "./clevercloud-driver.ts";

const complete = { "clevercloud:providerId": "addon-name", "clevercloud:password": "hush-hush-hush" };

describe("connectClevercloud", () => {
  test.each([
    ["clevercloud:providerId", "CLEVERCLOUD_PROVIDER_ID"],
    ["clevercloud:password", "CLEVERCLOUD_PROVIDER_PASSWORD"],
  ])("names the configuration key and the environment variable of a missing %s", (key, env) => {
    const { [key]: _left, ...rest } = { ...complete } as Record<string, string>;

    expect(() => connectClevercloud(settingsFrom(rest))).toThrow(new RegExp(`is missing.*${key}.*${env}`));
  });

  test("prefers the environment to the configuration", () => {
    const settings = {
      configured: (key: string) => settingsFrom(complete).configured(key),
      environment: (name: string) => (name === "CLEVERCLOUD_BASE_URL" ? "https://other.example.com/v2/" : undefined),
    };

    expect(connectClevercloud(settings).callbackUrlOf("addon_x")).toBe(
      "https://other.example.com/v2/vendor/apps/addon_x",
    );
  });

  test("refuses an id with a colon, which no manifest has and at which Basic credentials would be cut", () => {
    const settings = settingsFrom({ ...complete, "clevercloud:providerId": "a:b" });

    expect(() => connectClevercloud(settings)).toThrow(/CLEVERCLOUD_PROVIDER_ID\) is "a:b"/);
  });

  test("refuses a base URL that is not a URL", () => {
    const settings = settingsFrom({ ...complete, "clevercloud:baseUrl": "api.clever-cloud.com" });

    expect(() => connectClevercloud(settings)).toThrow(/clevercloud:baseUrl.*not an http\(s\) URL/);
  });
});
