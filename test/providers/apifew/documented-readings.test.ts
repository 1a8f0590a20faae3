/** Ambiguities of the documentation, and apifew's possible answers under each reading. */
import type { MockAgent } from "undici";
import { describe, expect, test } from "vitest";
import { license } from "../../../providers/apifew/license/index.ts";
import { createCounterReader } from "../../../providers/apifew/runtime/counter-reader.ts";
import { user } from "../../../providers/apifew/user.ts";
import type { Settings } from "../../../providers/settings.ts";
import { useMockVendor } from "../../support/mock-vendor.ts";
import { startTestSandbox, type TestSandbox } from "../../support/sandbox.ts";
import { clientFor, drive, jane, licensesOf, monthly, settingsFrom, withUsers, writes } from "./apifew-driver.ts";

const vendor = useMockVendor();
const printed = {
  licenseRelease: "/v2/app/pricing/license/create",
  counterRead: "/v2/app/user/license/counter/value/save",
};

function withPaths({ settings }: TestSandbox, paths: object): { readonly settings: Settings } {
  const configured = (key: string) => (key === "apifew:paths" ? JSON.stringify(paths) : settings.configured(key));
  return { settings: { ...settings, configured } };
}

/** An apifew that answers each body of a call as the test says, and records the bodies. */
function answering(agent: MockAgent, data: (body: Record<string, unknown>) => unknown, status = 200): unknown[] {
  const bodies: unknown[] = [];
  agent
    .get("https://gw.apifew.com")
    .intercept({ path: () => true, method: "POST" })
    .reply((request) => {
      const body = JSON.parse(String(request.body));
      bodies.push(body);
      const answer = data(body);
      return { statusCode: status, data: typeof answer === "string" ? answer : JSON.stringify(answer) };
    })
    .persist();
  return bodies;
}

const result = (data: unknown) => ({ data, success_msg: "", error_msg: "" });
const mocked = (agent: MockAgent) =>
  clientFor({ settings: settingsFrom({ "apifew:key": "a-key" }), dispatcher: agent });

describe("the paths that the documentation misprints", () => {
  test("can be set to the printed ones: a release and a counter's read use them, and nothing is created", async () => {
    await using sandbox = await startTestSandbox(withUsers);
    const settings = withPaths(sandbox, printed);
    const driver = drive(license, { ...sandbox, ...settings });
    await driver.up({ ...monthly, ownerLogin: jane });
    const client = clientFor({ ...sandbox, ...settings });

    expect(await client.readCounter("requests", jane)).toBe(0);
    await driver.destroy();

    expect(await licensesOf(sandbox, jane)).toMatchObject([{ userLogin: null }]);
    expect(await writes(sandbox)).toEqual([printed.licenseRelease, printed.licenseRelease]);
  });

  test("can be set at run time", async () => {
    await using sandbox = await startTestSandbox();
    const { apifew, credentials } = sandbox.ready;
    const connection = { key: credentials.apifew.key, baseUrl: apifew };
    const read = createCounterReader({ ...connection, paths: { counterRead: printed.counterRead } });

    expect(await read("counter_one", ["first.customer@example.com"])).toMatchObject([{ kind: "value", value: 100 }]);
    expect(() => createCounterReader({ ...connection, paths: { counterRead: "nowhere" } })).toThrow(/must be a path/);
  });

  test.each([
    ["a Result object with 404", 404, { data: null, error_msg: "ERROR_ROUTE_NOT_FOUND" }],
    ["an HTML page", 404, "<html>not found</html>"],
    ["405", 405, {}],
    ["an unknown error with HTTP 200", 200, { data: null, error_msg: "ERROR_UNKNOWN_ENDPOINT" }],
  ])("cause an error with the setting's name if apifew does not know the path: %s", async (_case, status, body) => {
    const agent = vendor.agent();
    answering(agent, () => body, status);
    const client = mocked(agent);

    await expect(client.releaseLicense("P", jane)).rejects.toThrow(/apifew:paths \(APIFEW_PATHS.*"licenseRelease"/);
    await expect(client.readCounter("c", jane)).rejects.toThrow(/apifew:paths \(APIFEW_PATHS.*"counterRead"/);
  });

  test("are not named in errors that apifew documents", async () => {
    const agent = vendor.agent();
    answering(agent, () => ({ data: null, error_msg: "ERROR_MISSING_PARAMETER" }));

    await expect(mocked(agent).releaseLicense("P", jane)).rejects.not.toThrow(/apifew:paths/);
  });
});

const licenses = [{ key: "12345678-aaaa-bbbb-cccc-1234567890abcdef", owner_login: jane, active: "true" }];
const basic = { pricing_name: "main", pricing_rev: 2, licenses_count: 1, features: ["read"] };
const details = { pricing_name: "main", pricing_rev: 2, licenses };
const isCurrentOnly = (body: Record<string, unknown>) => body.CURRENT_REV_ONLY === 1;

describe("pricings, whichever form CURRENT_REV_ONLY 0 and an absent CURRENT_REV_ONLY return", () => {
  test.each([
    ["the details for both", () => details],
    ["the basic form for 0 alone", (body: object) => ("CURRENT_REV_ONLY" in body ? basic : details)],
    ["the details for 0 alone", (body: object) => ("CURRENT_REV_ONLY" in body ? details : basic)],
    ["both forms in one", () => ({ ...basic, ...details })],
  ])("are read from %s", async (_case, pricingFor) => {
    const agent = vendor.agent();
    answering(agent, (body) => result({ pricings: [isCurrentOnly(body) ? basic : pricingFor(body)] }));
    const client = mocked(agent);

    expect(await client.listPricings({ isCurrentRevisionOnly: false })).toEqual([
      { name: "main", revision: 2, uid: undefined, licensesCount: 1, features: ["read"] },
    ]);
    expect(await client.listPricings({ isCurrentRevisionOnly: true })).toMatchObject([{ licensesCount: 1 }]);
    expect(await client.listPricingDetails()).toMatchObject([{ name: "main", licenses: [{ ownerLogin: jane }] }]);
  });

  test("are refused if no form contains the licenses, because every license would seem to be gone", async () => {
    const agent = vendor.agent();
    answering(agent, () => result({ pricings: [basic] }));

    await expect(mocked(agent).listPricingDetails()).rejects.toThrow(/has no licenses/);
  });
});

test("a license without a key is skipped, and the others are returned", async () => {
  const agent = vendor.agent();
  const odd = [{ active: true }, { key: "", active: true }, null, { key: "a-license-key", active: "true" }, { key: 5 }];
  answering(agent, () => result({ licenses: odd }));

  expect((await mocked(agent).listLicenses()).map(({ key }) => key)).toEqual(["a-license-key", "5"]);
});

describe("apifew's success message", () => {
  test("is read: a create that should have assigned a license and did not is followed by an assignment", async () => {
    const agent = vendor.agent();
    const bodies = answering(agent, (body) =>
      "QUANTITY" in body
        ? { ...result({ keys: [licenses[0]?.key] }), success_msg: "INFO_LICENSE_CREATED" }
        : result("USER_LOGIN" in body ? { key: licenses[0]?.key } : { pricings: [{ ...details, licenses: [] }] }),
    );
    await drive(license, { settings: settingsFrom({ "apifew:key": "k" }), dispatcher: agent }).up({
      pricingUid: "P",
      pricingName: "main",
      ownerLogin: jane,
    });

    expect(bodies).toContainEqual({ PRICING_UID: "P", OWNER_LOGIN: jane, USER_LOGIN: jane });
  });

  test("is read: a name that apifew did not save causes an error", async () => {
    const agent = vendor.agent();
    answering(agent, (body) => result("USER_SETTINGS" in body ? ["name_first"] : { login: jane, uid: "U" }));
    const driver = drive(user, { settings: settingsFrom({ "apifew:key": "k" }), dispatcher: agent });

    await expect(driver.up({ login: jane, nameFirst: "", nameLast: "Doe", adopt: true })).rejects.toThrow(
      /names were not saved: apifew left nameLast as it was/,
    );
  });
});

describe("advice", () => {
  test.each([
    ["createUser", "ERROR_USER_NOT_FOUND", /valid email address/],
    ["createUser", "ERROR::USER_NOT_FOUND || x", /valid email address/],
    ["createLicenses", "ERROR_USER_NOT_FOUND", /make the License depend on it/],
    ["createLicenses", "ERROR_NO_LICENSE_AVAIL", /unknown or sold out/],
    ["createLicenses", "ERROR_LICENSE_CANCELLED", /pricing was cancelled/],
    ["createLicenses", "ERROR_ALREADY_ASSIGNED_APP_LICENSE", /assignUsage: false/],
    ["assignLicense", "ERROR_NO_LICENSE_AVAIL", /raise the License's quantity/],
    ["assignLicense", "ERROR_USER_NOT_FOUND", /make the assignment depend/],
    ["createManagedUser", "ERROR_USER_NOT_FOUND", /make the ManagedUser depend/],
    ["createManagedUser", "ERROR_MISSIN_PARAMETER", /reports a missing parameter/],
    ["migrateLicenses", "ERROR_WRONG_PARAMETER", /pricing's uid/],
    ["saveCounter", "ERROR_WRONG_VALUE", /must be a number/],
    ["saveCounter", "ERROR_USER_ASSIGNED_TO_MORE_THAN_ONE_LICENSE", /but one/],
    ["getLicense", "ERROR_LICENSE_NOT_FOUND", /no license with this key/],
    ["getLicense", "APIFEY_KEY_NOT_FOUND", /General settings/],
    ["deleteUser", "ERROR_USER_NOT_FOUND", /no such user/],
    ["releaseLicense", "ERROR_NO_APP_LICENSE_ASSIGNED_TO_USER", /uses no license/],
    ["readCounter", "ERROR_COUNTER_NOT_FOUND_FOR_USER", /declared with the pricing/],
    ["readCounter", "ERROR_NO_LICENSE_ASSIGNED_FOR_USER", /assign one first/],
  ] as const)("matches the call: %s, %s", async (call, error_msg, words) => {
    const agent = vendor.agent();
    answering(agent, () => ({ data: null, error_msg }));
    const client = mocked(agent);
    const calls = {
      createUser: () => client.createUser(jane),
      createLicenses: () => client.createLicenses("P", jane, { quantity: 1, noUsage: false }),
      assignLicense: () => client.assignLicense("P", jane, jane),
      createManagedUser: () => client.createManagedUser(jane, jane),
      migrateLicenses: () => client.migrateLicenses("P"),
      saveCounter: () => client.saveCounter("c", jane, "1"),
      getLicense: () => client.getLicense("k"),
      deleteUser: () => client.deleteUser(jane),
      releaseLicense: () => client.releaseLicense("P", jane),
      readCounter: () => client.readCounter("c", jane),
    };

    await expect(calls[call]()).rejects.toThrow(words);
  });
});
