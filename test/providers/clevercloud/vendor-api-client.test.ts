import type { MockAgent } from "undici";
import { describe, expect, test } from "vitest";
import { connectClevercloud } from "../../../providers/clevercloud/connect.ts";
import { collect } from "../../support/collect.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { useMockVendor } from "../../support/mock-vendor.ts";
import { settingsFrom } from "./clevercloud-driver.ts";

const origin = "https://api.clever-cloud.com";
const password = "the-password-of-the-manifest-0123456789";
const credentials = Buffer.from(`addon-name:${password}`).toString("base64");

/** The documentation's example. */
const entries = [
  {
    provider_id: "addon-name",
    addon_id: "addon_xxx",
    callback_url: "https://x",
    plan: "test",
    owner_id: "user_foobar",
  },
  {
    provider_id: "addon-name",
    addon_id: "addon_yyy",
    callback_url: "https://y",
    plan: "premium",
    owner_id: "orga_baz",
  },
];

const vendor = useMockVendor();

function vendorApi(dispatcher: MockAgent) {
  const settings = settingsFrom({ "clevercloud:providerId": "addon-name", "clevercloud:password": password });
  return connectClevercloud(settings, { dispatcher, clock: new FakeClock() }).vendorApi;
}

function page(agent: MockAgent, query: string, body: unknown): void {
  agent
    .get(origin)
    .intercept({ method: "GET", path: `/v2/vendor/apps${query}`, headers: { authorization: `Basic ${credentials}` } })
    .reply(200, JSON.stringify(body));
}

describe("GET /vendor/apps", () => {
  test("reads pages until one is empty", async () => {
    const agent = vendor.agent();
    page(agent, "", entries);
    page(agent, "?offset=2", [{ ...entries[0], addon_id: "addon_zzz" }]);
    page(agent, "?offset=3", []);

    const found = await collect(vendorApi(agent).listAddons());

    expect(found.map(({ addon_id }) => addon_id)).toEqual(["addon_xxx", "addon_yyy", "addon_zzz"]);
  });

  test("ends if an API without offsets repeats its page", async () => {
    const agent = vendor.agent();
    page(agent, "", entries);
    page(agent, "?offset=2", entries);

    expect(await collect(vendorApi(agent).listAddons())).toHaveLength(2);
  });

  test("returns an add-on once even if it moved to the next page during the listing", async () => {
    const agent = vendor.agent();
    page(agent, "", entries);
    page(agent, "?offset=2", [entries[1], { ...entries[0], addon_id: "addon_zzz" }]);
    page(agent, "?offset=4", []);

    const found = await collect(vendorApi(agent).listAddons());

    expect(found.map(({ addon_id }) => addon_id)).toEqual(["addon_xxx", "addon_yyy", "addon_zzz"]);
  });

  test("requests no further page once the add-on is found", async () => {
    const agent = vendor.agent();
    page(agent, "", entries);

    expect(await vendorApi(agent).findListed("addon_yyy")).toMatchObject({ plan: "premium", owner_id: "orga_baz" });
  });

  test("accepts entries with more or fewer fields than documented", async () => {
    const agent = vendor.agent();
    page(agent, "", [{ addon_id: "addon_old", heroku_id: "app1", plan: null }]);
    page(agent, "?offset=1", []);

    expect(await collect(vendorApi(agent).listAddons())).toEqual([{ addon_id: "addon_old", plan: null }]);
  });
});

describe("GET and PUT /vendor/apps/{addonId}", () => {
  test("reads the documentation's example", async () => {
    const agent = vendor.agent();
    const info = {
      id: "addon_xxx",
      name: "My addon-name instance",
      config: { MYADDON_URL: "http://myaddon.com/52e82f5d73" },
      callback_url: "https://api.clever-cloud.com/v2/vendor/apps/addon_xxx",
      owner_email: "user@example.com",
      owner_id: "orga_baz",
      region: "eu",
    };
    page(agent, "/addon_xxx", { ...info, owner_emails: ["user@example.com", "foobar@baz.com"], domains: [] });

    expect(await vendorApi(agent).getAddon("addon_xxx")).toEqual(info);
  });

  test("finds nothing if the answer is 404, and escapes the id in the path", async () => {
    const agent = vendor.agent();
    const notFound = agent.get(origin).intercept({ method: "GET", path: "/v2/vendor/apps/addon_%2F..%2Fx" });
    notFound.reply(404, JSON.stringify({ id: 4004, message: "no such add-on", type: "error" }));
    page(agent, "", []);

    expect(await vendorApi(agent).findAddon("addon_/../x")).toBeUndefined();
  });

  test.each(["", "{}", '{"id":"addon_xxx","plan":"test"}'])(
    "accepts %j as the answer to a PUT, because only the status 200 is documented",
    async (body) => {
      const agent = vendor.agent();
      const config = { ADDON_NAME_URL: "http://myaddon.com/ABC123" };
      agent
        .get(origin)
        .intercept({ method: "PUT", path: "/v2/vendor/apps/addon_xxx", body: JSON.stringify({ config }) })
        .reply(200, body);

      await expect(vendorApi(agent).putConfig("addon_xxx", config)).resolves.toBeUndefined();
    },
  );

  test("redacts values of the config and the credentials that the vendor echoes", async () => {
    const agent = vendor.agent();
    const message = `bad value hush-hush-hush for ${password} and ${credentials}`;
    agent
      .get(origin)
      .intercept({ method: "PUT", path: "/v2/vendor/apps/addon_xxx" })
      .reply(400, JSON.stringify({ id: 4014, message, type: "error" }));

    const attempt = vendorApi(agent).putConfig("addon_xxx", { ADDON_NAME_KEY: "hush-hush-hush" });

    await expect(attempt).rejects.toThrow(
      "Clever Cloud PUT /vendor/apps/addon_xxx (HTTP 400, 4014): bad value [redacted] for [redacted] and [redacted]",
    );
  });
});
