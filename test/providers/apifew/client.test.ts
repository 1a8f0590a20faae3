import type { MockAgent } from "undici";
import { describe, expect, test } from "vitest";
import type { ApifewClient } from "../../../providers/apifew/client.ts";
import { connectApifew } from "../../../providers/apifew/connect.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { useMockVendor } from "../../support/mock-vendor.ts";
import { startTestSandbox } from "../../support/sandbox.ts";
import { clientFor, firstCustomer, jane, settingsFrom, withUsers } from "./apifew-driver.ts";

const apiKey = "12345678-aaaa-bbbb-cccc-fedcba0987654321";
const licenseKey = "87654321-aaaa-bbbb-cccc-1234567890abcdef";
const settings = settingsFrom({ "apifew:key": apiKey });
const vendor = useMockVendor();

interface Sent {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Answers one call with a Result object and records the request. */
function answer(agent: MockAgent, data: unknown, result: object = {}): { readonly sent: Sent[] } {
  const sent: Sent[] = [];
  agent
    .get("https://gw.apifew.com")
    .intercept({ path: () => true, method: "POST" })
    .reply((request) => {
      const headers = Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]);
      sent.push({
        path: request.path,
        headers: Object.fromEntries(headers),
        body: JSON.parse(String(request.body)),
      });
      return { statusCode: 200, data: JSON.stringify({ data, success_msg: "", error_msg: "", ...result }) };
    });
  return { sent };
}

type Case = readonly [(client: ApifewClient) => Promise<unknown>, path: string, body: unknown, data: unknown];

const calls: Readonly<Record<string, Case>> = {
  createUser: [(client) => client.createUser(jane), "/v2/app/user/create", { USER_LOGIN: jane }, { uid: "U" }],
  getUser: [(client) => client.getUser(jane), "/v2/app/user", { USER_LOGIN: jane }, { login: jane }],
  saveUserInfo: [
    (client) => client.saveUserInfo(jane, { nameFirst: "Jane" }),
    "/v2/app/user/info/save",
    { USER_LOGIN: jane, USER_SETTINGS: { name_first: "Jane" } },
    ["name_first"],
  ],
  deleteUser: [(client) => client.deleteUser(jane), "/v2/app/user/delete", { USER_LOGIN: jane }, null],
  createManagedUser: [
    (client) => client.createManagedUser("a@x", "b@x"),
    "/v2/user/managed/create",
    { OWNER_LOGIN: "a@x", MANAGED_LOGIN: "b@x" },
    null,
  ],
  removeManagedUser: [
    (client) => client.removeManagedUser("a@x", "b@x"),
    "/v2/user/managed/remove",
    { OWNER_LOGIN: "a@x", MANAGED_LOGIN: "b@x" },
    null,
  ],
  "listPricings, all revisions": [
    (client) => client.listPricings({ isCurrentRevisionOnly: false }),
    "/v2/app/pricings",
    { CURRENT_REV_ONLY: 0 },
    { pricings: [] },
  ],
  "listPricings, the current ones": [
    (client) => client.listPricings({ isCurrentRevisionOnly: true }),
    "/v2/app/pricings",
    { CURRENT_REV_ONLY: 1 },
    { pricings: [] },
  ],
  listPricingDetails: [(client) => client.listPricingDetails(), "/v2/app/pricings", {}, { pricings: [] }],
  getLicense: [
    (client) => client.getLicense(licenseKey),
    "/v2/app/license",
    { USER_LICENSE: licenseKey },
    { license_number: licenseKey },
  ],
  listLicenses: [(client) => client.listLicenses(), "/v2/app/licenses", {}, { licenses: [] }],
  createLicenses: [
    (client) => client.createLicenses("P", "a@x", { quantity: 3, noUsage: false }),
    "/v2/app/pricing/license/create",
    { PRICING_UID: "P", OWNER_LOGIN: "a@x", QUANTITY: 3 },
    { keys: [licenseKey] },
  ],
  "createLicenses without usage": [
    (client) => client.createLicenses("P", "a@x", { quantity: 1, noUsage: true }),
    "/v2/app/pricing/license/create",
    { PRICING_UID: "P", OWNER_LOGIN: "a@x", QUANTITY: 1, NO_USAGE: true },
    { keys: [licenseKey] },
  ],
  assignLicense: [
    (client) => client.assignLicense("P", "a@x", "b@x"),
    "/v2/app/pricing/license/assign",
    { PRICING_UID: "P", OWNER_LOGIN: "a@x", USER_LOGIN: "b@x" },
    { key: licenseKey },
  ],
  releaseLicense: [
    (client) => client.releaseLicense("P", "b@x"),
    "/v2/app/pricing/license/release",
    { PRICING_UID: "P", USER_LOGIN: "b@x" },
    { key: licenseKey },
  ],
  migrateLicenses: [
    (client) => client.migrateLicenses("P"),
    "/v2/app/pricing/licenses/migrate",
    { PRICING_UID: "P" },
    { licenses_migrated: 128 },
  ],
  readCounter: [
    (client) => client.readCounter("c", "a@x"),
    "/v2/app/user/license/counter/value",
    { COUNTER_NAME: "c", USER_LOGIN: "a@x" },
    { value: 100 },
  ],
  saveCounter: [
    (client) => client.saveCounter("c", "a@x", "12.5"),
    "/v2/app/user/license/counter/value/save",
    { COUNTER_NAME: "c", USER_LOGIN: "a@x", VALUE: "12.5" },
    { value: 12.5 },
  ],
  consumeToken: [
    (client) => client.consumeToken("T", 200, { showPricing: true }),
    "/v1/token/consume",
    { TOKEN: "T", REQUEST_STATUS_CODE: 200, SHOW_PRICING: true },
    { app_name: "app.api.com", token: "T", consumed: true, pricing: "main" },
  ],
  createUserV1: [(client) => client.createUserV1(jane), "/v1/app/user/create", { USER: { login: jane } }, { uid: "U" }],
  getUserV1: [(client) => client.getUserV1(jane), "/v1/app/user", { USER: { login: jane } }, { login: jane }],
  deleteUserV1: [(client) => client.deleteUserV1(jane), "/v1/app/user/delete", { USER: { login: jane } }, null],
};

describe("calls of the provider", () => {
  test.each(Object.entries(calls))(
    "%s sends the documented request, with Apifew-Key",
    async (_name, [send, path, body, data]) => {
      const agent = vendor.agent();
      const { sent } = answer(agent, data);

      await send(clientFor({ settings, dispatcher: agent }));

      expect(sent).toMatchObject([
        { path, body, headers: { "apifew-key": apiKey, "content-type": "application/json" } },
      ]);
    },
  );

  test("an answer without data is accepted by calls that need none", async () => {
    const agent = vendor.agent();
    answer(agent, undefined);

    await expect(clientFor({ settings, dispatcher: agent }).deleteUser(jane)).resolves.toBeUndefined();
  });
});

describe("calls of a consumer carry no Apifew-Key", () => {
  test("the gateway receives the license in a header and the request in an envelope", async () => {
    const agent = vendor.agent();
    const { sent } = answer(agent, { hello: "world" });
    const request = { appName: "api.domain.com", route: "/a/route", method: "GET", params: { a: "1" } };

    const response = await clientFor({ settings, dispatcher: agent }).request(licenseKey, request);

    expect(response).toEqual({ hello: "world" });
    expect(sent[0]).toMatchObject({
      path: "/v1/request",
      headers: { "apifew-user-license": licenseKey },
      body: {
        APP_NAME: "api.domain.com",
        ROUTE: "/a/route",
        METHOD: "GET",
        PARAMS: { a: "1" },
        RESPONSE_AS_RESULT: true,
      },
    });
    expect(sent[0]?.headers).not.toHaveProperty("apifew-key");
  });

  test("a token is made for one URL", async () => {
    const agent = vendor.agent();
    const { sent } = answer(agent, { token: "T" });

    expect(await clientFor({ settings, dispatcher: agent }).createToken(licenseKey, "https://a.b/c", "GET")).toBe("T");
    expect(sent[0]?.headers).not.toHaveProperty("apifew-key");
    expect(sent[0]?.body).toEqual({ USER_LICENSE: licenseKey, API_URL: "https://a.b/c", API_METHOD: "GET" });
  });
});

describe("failures", () => {
  test("an error_msg with HTTP 200 is an error, and it contains no secret", async () => {
    const agent = vendor.agent();
    answer(agent, null, { error_msg: `ERROR_LICENSE_NOT_FOUND || ${licenseKey} ${apiKey}` });

    await expect(clientFor({ settings, dispatcher: agent }).getLicense(licenseKey)).rejects.toThrow(
      "apifew POST /v2/app/license (HTTP 200): ERROR_LICENSE_NOT_FOUND || [redacted] [redacted]",
    );
  });

  test.each([
    ["a read", (client: ApifewClient) => client.listLicenses(), 5],
    ["a save", (client: ApifewClient) => client.saveCounter("requests", firstCustomer, "1"), 5],
    ["a creation of a user", (client: ApifewClient) => client.createUser("new@example.com"), 1],
    ["an assignment", (client: ApifewClient) => client.assignLicense("ABCDEF1234567890", jane, jane), 1],
    [
      "a creation of licenses",
      (client: ApifewClient) => client.createLicenses("ABCDEF1234567890", jane, { quantity: 1, noUsage: true }),
      1,
    ],
  ])("without an answer, %s is retried only if a repetition is harmless", async (_name, send, times) => {
    await using sandbox = await startTestSandbox(withUsers);
    await sandbox.fault({ vendor: "apifew", reset: true, times: 9 });

    await expect(send(clientFor(sandbox))).rejects.toThrow();
    expect(await sandbox.calls()).toHaveLength(times);
  });

  test("a wrong base URL never makes an object count as deleted", async () => {
    const agent = vendor.agent();
    agent.get("https://gw.apifew.com").intercept({ path: "/v2/app/user", method: "POST" }).reply(404, "<html>");

    await expect(clientFor({ settings, dispatcher: agent }).getUser(jane)).rejects.toThrow(/HTTP 404/);
  });
});

describe("gateway and tokens at the sandbox", () => {
  test("a request passes through the gateway, and a token is consumed once", async () => {
    await using sandbox = await startTestSandbox();
    const client = clientFor(sandbox);
    const key = "5a4db000-0000-4000-8000-000000000001";
    const { app } = sandbox.ready.credentials.apifew;

    expect(await client.request(key, { appName: app, route: "/a", method: "GET" })).toMatchObject({ route: "/a" });
    const token = await client.createToken(key, "https://exemple.api.com/route", "GET");
    expect(await client.consumeToken(token, 200, { showPricing: true })).toEqual({
      appName: app,
      isConsumed: true,
      pricing: "monthly_10",
    });
    await expect(client.consumeToken(token, 200, { showPricing: false })).rejects.toThrow(/ERROR_WRONG_PARAMETER/);
  });

  test("a user of the deprecated API is created, read and deleted", async () => {
    await using sandbox = await startTestSandbox();
    const client = clientFor(sandbox);

    const { uid } = await client.createUserV1(jane);
    expect(await client.getUserV1(jane)).toMatchObject({ login: jane, uid });
    await client.deleteUserV1(jane);
    await expect(client.getUserV1(jane)).rejects.toThrow(/ERROR_USER_NOT_FOUND/);
  });
});

describe("connectApifew", () => {
  const connect = (configuration: Record<string, string>) => () =>
    connectApifew(settingsFrom({ "apifew:key": apiKey, ...configuration }), { clock: new FakeClock() });

  test.each([
    ["no key", { "apifew:key": "" }, /apifew's key is missing.*apifew:key.*APIFEW_KEY/],
    ["a key with a blank", { "apifew:key": "a b" }, /apifew:key \(APIFEW_KEY\) contains a space/],
    [
      "a key with a line break",
      { "apifew:key": "a\nb" },
      /apifew:key in the configuration contains a line break.*set it again/,
    ],
    ["a base URL that is none", { "apifew:baseUrl": "ftp://x" }, /apifew:baseUrl \(APIFEW_BASE_URL\) is "ftp:\/\/x"/],
    ["paths that are not JSON", { "apifew:paths": "{" }, /apifew:paths \(APIFEW_PATHS\) is not a JSON object/],
    ["a path of another call", { "apifew:paths": '{"userCreate":"/x"}' }, /apifew:paths.*userCreate/],
    ["a path with a host", { "apifew:paths": '{"counterRead":"//evil.example"}' }, /counterRead: must be a path/],
  ])("refuses %s and says how to set it", (_case, configuration, message) => {
    expect(connect(configuration)).toThrow(message);
  });

  test("uses the configured paths in place of the misprinted ones", async () => {
    const agent = vendor.agent();
    const { sent } = answer(agent, { key: licenseKey });
    const paths = JSON.stringify({ licenseRelease: "/v3/release" });

    const client = clientFor({
      settings: settingsFrom({ "apifew:key": apiKey, "apifew:paths": paths }),
      dispatcher: agent,
    });
    await client.releaseLicense("P", "b@x");

    expect(sent[0]?.path).toBe("/v3/release");
  });
});
