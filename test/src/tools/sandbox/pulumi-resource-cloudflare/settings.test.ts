import { expect, test } from "vitest";
import { toSettings } from "../../../../../src/tools/sandbox/pulumi-resource-cloudflare/settings.ts";

const baseUrl = "http://127.0.0.1:4010/cloudflare/client/v4";

test("the provider's inputs override the environment", () => {
  const environment = { CLOUDFLARE_BASE_URL: "http://localhost:1/x", CLOUDFLARE_API_TOKEN: "from-environment" };

  expect(toSettings({ baseUrl: `${baseUrl}/`, apiToken: "from-config" }, environment)).toEqual({
    baseUrl,
    headers: { Authorization: "Bearer from-config" },
  });
  expect(toSettings({}, environment)).toEqual({
    baseUrl: "http://localhost:1/x",
    headers: { Authorization: "Bearer from-environment" },
  });
});

test("email and key replace a token", () => {
  expect(toSettings({ baseUrl, email: "a@b.com", apiKey: "k" }, {}).headers).toEqual({
    "X-Auth-Email": "a@b.com",
    "X-Auth-Key": "k",
  });
});

test.each([
  "https://api.cloudflare.com/client/v4",
  "http://127.0.0.1.evil.com/",
  "http://localhost@evil.com/",
  "http://10.0.0.1/",
  "no url",
])("%s is refused: the stand-in never leaves loopback", (url) => {
  expect(() => toSettings({ baseUrl: url, apiToken: "t" }, {})).toThrow(/not on loopback/);
});

test("missing settings are named by config key and environment variable", () => {
  expect(() => toSettings({ apiToken: "t" }, {})).toThrow(/cloudflare:baseUrl or CLOUDFLARE_BASE_URL/);
  expect(() => toSettings({ baseUrl }, {})).toThrow(/cloudflare:apiToken or CLOUDFLARE_API_TOKEN/);
});
