import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createApp } from "../../../../../src/process/app.ts";
import { MemoryLedger } from "../../../../support/memory-ledger.ts";
import { appPassword, appSecret, basic, offlineContext, testConfig } from "../../../../support/service-context.ts";

const Answer = z.object({ request: z.unknown() });
const user = { user_email: "ada@customer.com", user_zone: "customer.com" };
const create = { act: "user_create", ...user, user_tos: "1" };
const deactivate = { act: "user_deactivate", ...user };
const subscribe = { act: "sub_start", ...user, sub_plan: "pro" };
const unsubscribe = { act: "sub_end", ...user, sub_plan: "pro" };

function platform(config = testConfig()) {
  const ledger = new MemoryLedger();
  const app = createApp(offlineContext({ config, ledger }));
  const post = (
    body: string | URLSearchParams | FormData,
    headers: Record<string, string> = {},
    path = "/cloudflare-app",
  ) =>
    app.request(path, {
      method: "POST",
      headers: { Authorization: basic("cloudflare", appPassword), ...headers },
      body,
    });
  const act = async (parameters: Record<string, string>) => {
    const answer = await post(new URLSearchParams(parameters));
    return { status: answer.status, body: await answer.json() };
  };
  return { ledger, post, act };
}

describe("the answer matches the page exactly", () => {
  test("with all sent data, result, msg, service_id and service_url", async () => {
    const { act, ledger } = platform();
    const sent = { ...create, user_tokens: '{"key":"value"}', anything: "else" };

    const { status, body } = await act(sent);

    expect(status).toBe(200);
    expect(body).toEqual({
      request: sent,
      response: { service_id: ledger.tenants[0]?.id, service_url: "https://cp.saasprovider.com/panel" },
      result: "success",
      msg: expect.stringMatching(/./),
    });
  });

  test("to a form, a multipart form and JSON, with the values as sent", async () => {
    const { post, ledger } = platform();
    const multipart = new FormData();
    for (const [name, value] of Object.entries(create)) {
      multipart.set(name, value);
    }
    const json = { ...create, user_tos: true, user_tokens: { key: ["value"] }, more: null };

    const answers = [
      await post(new URLSearchParams(create)),
      await post(multipart),
      await post(JSON.stringify(json), { "Content-Type": "application/json" }),
      await post(JSON.stringify(json), { "Content-Type": "text/plain" }),
      await post(`a=1&a=2&${new URLSearchParams(create)}`, { "Content-Type": "application/x-www-form-urlencoded" }),
    ];
    const requests = await Promise.all(answers.map(async (answer) => Answer.parse(await answer.json()).request));

    expect(requests).toEqual([create, create, json, json, { ...create, a: ["1", "2"] }]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(answers[0]?.headers.get("cache-control")).toBe("no-store");
    expect(ledger.tenants).toHaveLength(1);
  });

  test("also for a refusal, with the sent data and a msg for the user", async () => {
    const refused = { ...create, user_tos: "0" };

    expect(await platform().act(refused)).toEqual({
      status: 200,
      body: { request: refused, result: "error", msg: expect.stringContaining("terms of service") },
    });
  });

  test("without storing the user's tokens", async () => {
    const { act, ledger } = platform();
    await act({ ...create, user_tokens: '{"key":"very-secret"}' });

    expect(JSON.stringify(ledger.tenants)).not.toContain("very-secret");
  });

  test("with the configured sign-in URL", async () => {
    const { cloudflareApp } = testConfig();
    const { act } = platform(
      testConfig({ cloudflareApp: { ...cloudflareApp, serviceUrl: "https://app.saas.com/login" } }),
    );

    expect((await act(create)).body).toMatchObject({ response: { service_url: "https://app.saas.com/login" } });
  });
});

describe("a user", () => {
  test("becomes one tenant for each zone, in any spelling of the zone", async () => {
    const { act, ledger } = platform();
    await act(create);
    await act({ ...create, user_zone: "Customer.COM." });
    await act({ ...create, user_zone: "other.com" });
    await act({ ...create, user_zone: "bücher.de" });

    expect(ledger.tenants).toMatchObject([
      {
        source: "cloudflare-app",
        externalId: '["ada@customer.com","customer.com"]',
        plan: "dev",
        state: "active",
        desired: { owner: { login: "ada@customer.com" } },
      },
      { externalId: '["ada@customer.com","other.com"]' },
      { externalId: '["ada@customer.com","xn--bcher-kva.de"]' },
    ]);
  });

  test("switches the service off and on repeatedly and stays the same tenant", async () => {
    const { act, ledger } = platform();
    const ids = new Set<unknown>();
    for (let round = 0; round < 5; round += 1) {
      for (const [parameters, state] of [
        [create, "active"],
        [create, "active"],
        [deactivate, "removed"],
        [deactivate, "removed"],
      ] as const) {
        const { body } = await act(parameters);
        expect(body).toMatchObject({ result: "success" });
        ids.add(JSON.stringify({ ...(body as { response?: object }).response }));
        expect(ledger.tenants).toMatchObject([{ state }]);
      }
    }
    expect(ids.size).toBe(1);
    expect(ledger.tenants).toMatchObject([{ generation: 10 }]);
  });

  test("who is suspended stays so after switching off and on", async () => {
    const { act, ledger } = platform();
    await act(create);
    const [tenant] = ledger.tenants;
    await ledger.submit({
      key: { id: tenant?.id ?? "" },
      actor: "operator:ada",
      action: "suspend",
      decide: (found) => ({ answer: undefined, ...(found && { next: { ...found, state: "suspended" } }) }),
    });
    await act(deactivate);
    await act(create);

    expect(ledger.tenants).toMatchObject([{ state: "suspended" }]);
  });

  test("who is unknown counts as off", async () => {
    const { act, ledger } = platform();

    expect((await act(deactivate)).body).toEqual({ request: deactivate, result: "success", msg: expect.any(String) });
    expect(ledger.tenants).toEqual([]);
  });

  test.each(["0", "false", "no", "", "maybe"])(
    "who answers %j to the terms of service is refused",
    async (user_tos) => {
      const { act, ledger } = platform();

      expect((await act({ ...create, user_tos })).body).toMatchObject({ result: "error" });
      expect(ledger.tenants).toEqual([]);
    },
  );

  test.each([true, 1, "true", "TRUE", "1", "on", "yes"])("who answers %j accepts them", async (user_tos) => {
    const { post } = platform();

    expect(await (await post(JSON.stringify({ ...create, user_tos }))).json()).toMatchObject({ result: "success" });
  });
});

describe("a subscription", () => {
  test("sets the plan, ends in the default plan, and starts again, each repeatedly", async () => {
    const { act, ledger } = platform();
    await act(create);
    for (const [parameters, plan] of [
      [subscribe, "pro"],
      [subscribe, "pro"],
      [unsubscribe, "dev"],
      [unsubscribe, "dev"],
      [subscribe, "pro"],
    ] as const) {
      expect((await act(parameters)).body).toMatchObject({
        request: parameters,
        response: { service_id: ledger.tenants[0]?.id },
        result: "success",
      });
      expect(ledger.tenants).toMatchObject([{ plan, state: "active" }]);
    }
  });

  test("that arrives before its user is served", async () => {
    const { act, ledger } = platform();
    await act(subscribe);
    await act(create);

    expect(ledger.tenants).toMatchObject([{ plan: "pro", state: "active", generation: 1 }]);
  });

  test("is kept while the zone is off, and does not switch it on", async () => {
    const { act, ledger } = platform();
    await act(create);
    await act(deactivate);
    await act(subscribe);
    expect(ledger.tenants).toMatchObject([{ plan: "pro", state: "removed" }]);
    await act(create);

    expect(ledger.tenants).toMatchObject([{ plan: "pro", state: "active" }]);
  });

  test("that ends after another one has started does not change that one", async () => {
    const { act, ledger } = platform();
    await act(subscribe);
    await act({ ...subscribe, sub_plan: "Team 2" });

    expect((await act(unsubscribe)).body).toMatchObject({ result: "success" });
    expect(ledger.tenants).toMatchObject([{ plan: "Team 2" }]);
  });

  test("without a zone is a separate tenant that exists as long as the subscription", async () => {
    const { act, ledger } = platform();
    const { user_zone: _zone, ...start } = subscribe;
    const end = { ...start, act: "sub_end" };
    await act(create);
    for (const [parameters, state] of [
      [start, "active"],
      [end, "removed"],
      [end, "removed"],
      [{ ...start, user_zone: "" }, "active"],
    ] as const) {
      expect((await act(parameters)).body).toMatchObject({ request: parameters, result: "success" });
      expect(ledger.tenants).toMatchObject([
        { plan: "dev" },
        { externalId: '["ada@customer.com",null]', plan: "pro", state },
      ]);
    }
  });

  test.each(["gold", "PRO", "toString", "__proto__"])("to the unknown plan %s is refused", async (sub_plan) => {
    const { act, ledger } = platform();

    for (const parameters of [subscribe, unsubscribe]) {
      expect((await act({ ...parameters, sub_plan })).body).toMatchObject({
        result: "error",
        msg: expect.stringContaining("no such plan"),
      });
    }
    expect(ledger.tenants).toEqual([]);
  });

  test("of an unknown user ends without work", async () => {
    expect((await platform().act(unsubscribe)).body).toEqual({
      request: unsubscribe,
      result: "success",
      msg: expect.any(String),
    });
  });
});

describe("an invalid request", () => {
  test.each([
    ["an unknown act", { ...create, act: "user_explode" }],
    ["no act", user],
    ["no email", { act: "user_create", user_zone: "customer.com", user_tos: "1" }],
    ["an invalid email", { ...create, user_email: "ada" }],
    ["no zone", { act: "user_create", user_email: "ada@customer.com", user_tos: "1" }],
    ["an invalid zone", { ...create, user_zone: "not a zone" }],
    ["an IP address for a zone", { ...create, user_zone: "192.0.2.1" }],
    ["no plan", { act: "sub_start", ...user }],
  ])("%s gets result error, with the sent data and a msg", async (_, parameters) => {
    const { act, ledger } = platform();

    expect(await act(parameters)).toEqual({
      status: 200,
      body: { request: parameters, result: "error", msg: expect.stringMatching(/./) },
    });
    expect(ledger.tenants).toEqual([]);
  });

  test.each([
    ["application/x-www-form-urlencoded", ""],
    ["application/json", "{"],
    ["application/json", "[1]"],
    ["application/json", '"act"'],
    ["multipart/form-data; boundary=x", "nonsense"],
    ["multipart/form-data", ""],
  ])("an unreadable body of %s is a problem 400 with result error: %j", async (type, body) => {
    const answer = await platform().post(body, { "Content-Type": type });

    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ status: 400, result: "error", msg: expect.any(String), request: {} });
  });
});

describe("the caller", () => {
  test("without the right Basic credentials gets 401 before anything is read", async () => {
    const { post } = platform();

    const statuses = await Promise.all(
      ["", "Bearer x", basic("cloudflare", "wrong"), basic("wrong", appPassword)].map(
        async (Authorization) => (await post("{", { Authorization })).status,
      ),
    );

    expect(statuses).toEqual([401, 401, 401, 401]);
  });

  test("may authenticate with the secret at the end of the path; any other path is not found", async () => {
    const { post, ledger } = platform();
    const body = () => new URLSearchParams(create);
    const headers = { Authorization: "" };

    expect((await post(body(), headers, `/cloudflare-app/${appSecret}x`)).status).toBe(404);
    expect((await post(body(), headers, "/cloudflare-app/x")).status).toBe(404);
    expect(ledger.tenants).toEqual([]);
    expect((await post(body(), headers, `/cloudflare-app/${appSecret}`)).status).toBe(200);
  });

  test("can use only the configured ways", async () => {
    const { cloudflareApp } = testConfig();
    const { basic: account, pathSecret, ...rest } = cloudflareApp ?? {};
    const byPath = platform(testConfig({ cloudflareApp: { ...rest, pathSecret } }));
    const byBasic = platform(testConfig({ cloudflareApp: { ...rest, basic: account } }));

    expect((await byPath.post("{}")).status).toBe(404);
    expect((await byPath.post("{}", {}, `/cloudflare-app/${appSecret}`)).status).toBe(200);
    expect((await byBasic.post("{}", {}, `/cloudflare-app/${appSecret}`)).status).toBe(404);
    expect((await byBasic.post("{}")).status).toBe(200);
  });
});
