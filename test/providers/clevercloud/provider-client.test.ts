import type { MockAgent } from "undici";
import { describe, expect, test } from "vitest";
import { connectClevercloud } from "../../../providers/clevercloud/connect.ts";
import { isKind } from "../../../providers/http/vendor-error.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { useMockVendor } from "../../support/mock-vendor.ts";
import { settingsFrom } from "./clevercloud-driver.ts";

const origin = "https://yourservice.com";
const base = "/clevercloud/resources";
const password = "the-password-of-the-manifest-0123456789";
const credentials = Buffer.from(`addon-name:${password}`).toString("base64");
const order = {
  addon_id: "addon_xxx",
  owner_id: "orga_xxx",
  owner_name: "My Company",
  user_id: "user_yyy",
  plan: "basic",
  region: "EU",
  callback_url: "https://api.clever-cloud.com/v2/vendor/apps/addon_xxx",
  options: {},
};

const vendor = useMockVendor();

function provider(dispatcher: MockAgent) {
  const settings = settingsFrom({ "clevercloud:providerId": "addon-name", "clevercloud:password": password });
  return connectClevercloud(settings, { dispatcher, clock: new FakeClock() }).providerAt(origin + base);
}

function intercept(agent: MockAgent, method: string, path: string, body?: unknown) {
  const headers = { authorization: `Basic ${credentials}` };
  const expected = body === undefined ? {} : { body: JSON.stringify(body) };
  return agent.get(origin).intercept({ method, path: base + path, headers, ...expected });
}

describe("calls of the marketplace to a provider", () => {
  test("POST {base_url} sends the order as documented", async () => {
    const agent = vendor.agent();
    const answer = {
      id: "myaddon_id",
      config: { ADDON_NAME_MY_VAR: "some value" },
      message: "Some provisioning message",
    };
    intercept(agent, "POST", "", order).reply(200, JSON.stringify(answer));

    expect(await provider(agent).provision(order)).toEqual(answer);
  });

  test("config and message may be missing", async () => {
    const agent = vendor.agent();
    intercept(agent, "POST", "").reply(201, JSON.stringify({ id: "myaddon_id" }));

    expect(await provider(agent).provision(order)).toEqual({ id: "myaddon_id" });
  });

  test("an id that is not a text makes the answer invalid, as documented", async () => {
    const agent = vendor.agent();
    intercept(agent, "POST", "")
      .reply(200, JSON.stringify({ id: 7 }))
      .times(5);

    await expect(provider(agent).provision(order)).rejects.toThrow(/not as documented: id: must be a string/);
  });

  test("an order is retried with the same body after a lost or garbled answer", async () => {
    const agent = vendor.agent();
    intercept(agent, "POST", "", order).replyWithError(new Error("socket hang up"));
    intercept(agent, "POST", "", order).reply(200, '{"id":"mya');
    intercept(agent, "POST", "", order).reply(500, JSON.stringify({ id: "error", message: "database is away" }));
    intercept(agent, "POST", "", order).reply(200, JSON.stringify({ id: "myaddon_id" }));

    expect(await provider(agent).provision(order)).toMatchObject({ id: "myaddon_id" });
  });

  test("a refused order is not retried, and credentials are redacted", async () => {
    const agent = vendor.agent();
    const message = `wrong password ${password}`;
    intercept(agent, "POST", "").reply(401, JSON.stringify({ message }));

    await expect(provider(agent).provision(order)).rejects.toThrow(
      /^add-on provider https:\/\/yourservice\.com\/clevercloud\/resources POST.*HTTP 401\): wrong password \[redacted\].*clevercloud:password/,
    );
  });

  test("PUT {base_url}/{id} sends the add-on and the plan, with the provider's id encoded", async () => {
    const agent = vendor.agent();
    const body = { addon_id: "addon_xxx", plan: "premium" };
    intercept(agent, "PUT", "/my%2Faddon", body).reply(200, JSON.stringify({ config: { A: "1" }, message: "done" }));

    expect(await provider(agent).changePlan("my/addon", body)).toEqual({ config: { A: "1" }, message: "done" });
  });

  test("a change of plan whose answer is truncated is retried", async () => {
    const agent = vendor.agent();
    intercept(agent, "PUT", "/myaddon_id").reply(200, '{"config":{"A');
    intercept(agent, "PUT", "/myaddon_id").reply(200, "{}");

    expect(await provider(agent).changePlan("myaddon_id", { addon_id: "addon_xxx", plan: "p" })).toEqual({});
  });

  test.each([200, 204])("DELETE {base_url}/{id} succeeds with %i and an empty body", async (status) => {
    const agent = vendor.agent();
    intercept(agent, "DELETE", "/myaddon_id").reply(status, "");

    await expect(provider(agent).deprovision("myaddon_id")).resolves.toBeUndefined();
  });

  test.each([404, 410])("DELETE answered with %i and a message means that the add-on is gone", async (status) => {
    const agent = vendor.agent();
    intercept(agent, "DELETE", "/myaddon_id").reply(status, JSON.stringify({ message: "no such add-on" }));

    await expect(provider(agent).deprovision("myaddon_id")).rejects.toSatisfy((error) => isKind(error, "not-found"));
  });

  test.each([404, 410])("DELETE answered with %i and no message counts as a proxy's answer", async (status) => {
    const agent = vendor.agent();
    intercept(agent, "DELETE", "/myaddon_id").reply(status, "gone");

    await expect(provider(agent).deprovision("myaddon_id")).rejects.toSatisfy((error) => isKind(error, "invalid"));
  });
});
