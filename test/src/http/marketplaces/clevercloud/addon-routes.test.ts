import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createApp } from "../../../../../src/process/app.ts";
import { TenantDeclaration } from "../../../../../stacks/tenant-declaration.ts";
import { MemoryLedger } from "../../../../support/memory-ledger.ts";
import {
  basic,
  cleverPassword,
  offlineContext,
  testConfig,
  testConfigWithCleverCloud,
} from "../../../../support/service-context.ts";

const order = {
  addon_id: "addon_1",
  owner_id: "orga_1",
  owner_name: "My Company",
  user_id: "user_1",
  plan: "dev",
  region: "EU",
  callback_url: "https://api.clever-cloud.com/v2/vendor/apps/addon_1",
  logplex_token: "logtoken_yyy",
  options: { size: "big" },
};
const Hostnames = TenantDeclaration.shape.hostnames;
const Body = z.looseObject({ id: z.string().default("") });
const credentials = basic("acme-addon", cleverPassword);

function marketplace(config = testConfig(), ledger = new MemoryLedger()) {
  const app = createApp(offlineContext({ config, ledger }));
  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    app.request(`/clevercloud/resources${path}`, {
      method,
      headers: { Authorization: credentials, "Content-Type": "application/json", ...headers },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
  const provision = async (body: unknown = order) => {
    const answer = await call("POST", "", body);
    return { status: answer.status, body: Body.parse(await answer.json()) };
  };
  return { ledger, call, provision };
}

describe("an order", () => {
  test("creates a tenant and is answered at once, without config vars", async () => {
    const { ledger, provision } = marketplace();

    const { status, body } = await provision();

    expect({ status, body }).toEqual({
      status: 200,
      body: { id: expect.any(String), config: {}, message: "Welcome to dev" },
    });
    expect(body.id).toMatch(/^[a-z]+$/);
    expect(ledger.tenants).toMatchObject([
      {
        id: body.id,
        source: "clevercloud",
        externalId: "addon_1",
        state: "active",
        plan: "dev",
        desired: { members: [], hostnames: [], counters: {} },
        marketplace: { ownerId: "orga_1", userId: "user_1", region: "eu", options: { size: "big" } },
      },
    ]);
  });

  test("that is repeated gets the stored answer, even after a change of the configuration", async () => {
    const ledger = new MemoryLedger();
    const first = await marketplace(testConfig(), ledger).provision();
    const { deployment } = testConfig();

    const sold = { ...deployment, plans: { pro: { pricingUid: "pricing-pro" } } };
    const second = await marketplace(testConfig({ deployment: sold, plans: {} }), ledger).provision();

    expect(second).toEqual(first);
    expect(ledger.written).toHaveLength(1);
  });

  test("that is repeated after a change of plan is still the same order", async () => {
    const { call, provision, ledger } = marketplace();
    const first = await provision();
    await call("PUT", `/${first.body.id}`, { addon_id: "addon_1", plan: "pro" });

    expect(await provision()).toEqual(first);
    expect(ledger.tenants[0]?.plan).toBe("pro");
  });

  test("sent two hundred times at once creates one tenant", async () => {
    const { ledger, provision } = marketplace();

    const answers = await Promise.all(Array.from({ length: 200 }, () => provision()));

    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(ledger.tenants).toHaveLength(1);
  });

  test.each([
    ["another plan", { plan: "pro" }],
    ["another owner", { owner_id: "orga_2" }],
  ])("with the same addon_id and %s is a conflict, and creates no second tenant", async (_, change) => {
    const { ledger, provision } = marketplace();
    await provision();

    const { status, body } = await provision({ ...order, ...change });

    expect({ status, body }).toMatchObject({ status: 409, body: { status: 409, message: expect.any(String) } });
    expect(ledger.tenants).toHaveLength(1);
  });

  test("that arrives after the deletion does not restore the add-on", async () => {
    const { call, provision, ledger } = marketplace();
    const { body } = await provision();
    await call("DELETE", `/${body.id}`);

    expect((await provision()).status).toBe(410);
    expect(ledger.tenants).toMatchObject([{ state: "removed" }]);
  });

  test.each(["gold", "DEV", "dev ", "toString", "__proto__", "\u0000"])(
    "of the unknown plan %j is refused with a message for the customer",
    async (plan) => {
      const { ledger, provision } = marketplace();

      const { status, body } = await provision({ ...order, plan });

      expect({ status, body }).toMatchObject({ status: 422, body: { message: expect.stringContaining("no plan") } });
      expect(ledger.tenants).toEqual([]);
    },
  );

  test.each([
    ["no JSON", "{"],
    ["no object", "[]"],
    ["no addon_id", { plan: "dev" }],
    ["no plan", { addon_id: "addon_1" }],
    ["an addon_id that is not a text", { addon_id: 7, plan: "dev" }],
    ["an addon_id that cannot be stored", { addon_id: "addon\u0000", plan: "dev" }],
  ])("with %s is a problem 400", async (_, body) => {
    const answer = await marketplace().provision(body);

    expect(answer).toMatchObject({ status: 400, body: { status: 400, detail: expect.any(String) } });
  });

  test("needs only addon_id and plan, with any headers", async () => {
    const { call } = marketplace();

    const answer = await call(
      "POST",
      "/",
      { addon_id: "addon_1", plan: "Team 2" },
      { Accept: "text/html", "Content-Type": "text/plain" },
    );

    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toContain("application/json");
  });

  test("has a derived owner if it is so configured", async () => {
    const { ledger, provision } = marketplace(
      testConfigWithCleverCloud({ ownerLogin: `\${tenantId}@saas.example.com` }),
    );

    const { body } = await provision();

    expect(ledger.tenants[0]?.desired.owner).toEqual({ login: `${body.id}@saas.example.com` });
  });
});

describe("a change of plan", () => {
  test("sets the plan, and its answer contains no config vars", async () => {
    const { call, provision, ledger } = marketplace();
    const { body } = await provision();

    const answer = await call("PUT", `/${body.id}`, { addon_id: "addon_1", plan: "pro" });

    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ message: expect.stringContaining("pro") });
    expect(ledger.tenants).toMatchObject([{ plan: "pro", generation: 2 }]);
  });

  test("to the current plan succeeds without work", async () => {
    const { call, provision, ledger } = marketplace();
    const { body } = await provision();

    const answer = await call("PUT", `/${body.id}`, { addon_id: "addon_1", plan: "dev" });

    expect(answer.status).toBe(200);
    expect(ledger.written).toHaveLength(1);
  });

  test.each([
    ["an unknown plan", { plan: "gold" }, 422],
    ["the addon_id of another add-on", { plan: "pro", addon_id: "addon_2" }, 409],
    ["no plan", {}, 400],
  ])("with %s is refused and changes nothing", async (_, request, status) => {
    const { call, provision, ledger } = marketplace();
    const { body } = await provision();

    const answer = await call("PUT", `/${body.id}`, request);

    expect(answer.status).toBe(status);
    expect(ledger.tenants).toMatchObject([{ plan: "dev", generation: 1 }]);
  });

  test("to a plan that is too small is refused with a message", async () => {
    const { call, provision, ledger } = marketplace();
    const { body } = await provision({ ...order, plan: "pro" });
    const hostnames = Hostnames.parse([{ hostname: "a.customer.com" }, { hostname: "b.customer.com" }]);
    await ledger.submit({
      key: { id: body.id },
      actor: "system",
      action: "test",
      decide: (tenant) => ({
        answer: undefined,
        ...(tenant && { next: { ...tenant, desired: { ...tenant.desired, hostnames } } }),
      }),
    });

    const answer = await call("PUT", `/${body.id}`, { addon_id: "addon_1", plan: "dev" });

    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ message: expect.stringContaining("1 hostnames, and you have 2") });
  });
});

describe("a deletion", () => {
  test("removes the add-on", async () => {
    const { call, provision, ledger } = marketplace();
    const { body } = await provision();

    const answer = await call("DELETE", `/${body.id}`);

    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({});
    expect(ledger.tenants).toMatchObject([{ state: "removed" }]);
  });

  test.each([
    [undefined, 200],
    [200, 200],
    [204, 204],
    [410, 410],
  ])("that is repeated is answered as configured: %s gives %i", async (repeatedDelete, status) => {
    const { call, provision, ledger } = marketplace(testConfigWithCleverCloud({ repeatedDelete }));
    const { body } = await provision();
    await call("DELETE", `/${body.id}`);

    expect((await call("DELETE", `/${body.id}`)).status).toBe(status);
    expect(ledger.written).toHaveLength(2);
  });

  test("makes later changes fail", async () => {
    const { call, provision } = marketplace();
    const { body } = await provision();
    await call("DELETE", `/${body.id}`);

    expect((await call("PUT", `/${body.id}`, { plan: "pro" })).status).toBe(410);
  });
});

describe("an id of no add-on", () => {
  test.each(["abcdefghijklmnopqrstuvwxyz", "%00", "%F0%9F", "..%2f..", "x".repeat(5000)])(
    "%s is not found",
    async (id) => {
      const { call } = marketplace();

      expect((await call("DELETE", `/${id}`)).status).toBe(404);
      expect((await call("PUT", `/${id}`, { plan: "dev" })).status).toBe(404);
    },
  );

  test("an id of another marketplace's tenant is not found", async () => {
    const { call, ledger } = marketplace();
    const id = await ledger.submit({
      key: { source: "direct", externalId: "x" },
      actor: "system",
      action: "test",
      decide: (_, { newId }) => ({
        answer: newId,
        next: {
          id: newId,
          source: "direct",
          externalId: "x",
          state: "active",
          plan: "dev",
          desired: { members: [], hostnames: [], counters: {} },
          marketplace: {},
        },
      }),
    });

    expect((await call("DELETE", `/${id}`)).status).toBe(404);
    expect((await call("PUT", `/${id}`, { plan: "pro" })).status).toBe(404);
    expect(ledger.tenants).toMatchObject([{ state: "active", plan: "dev" }]);
  });
});

describe("credentials", () => {
  test.each([
    ["none", ""],
    ["another scheme", "Bearer x"],
    ["invalid base64", "Basic %%%"],
    ["a wrong user", basic("other", cleverPassword)],
    ["a wrong password", basic("acme-addon", `${cleverPassword}x`)],
    ["the empty ones", basic("", "")],
  ])("%s: 401 before anything else is checked", async (_, authorization) => {
    const { call, provision, ledger } = marketplace();
    const { body } = await provision();
    const headers = { Authorization: authorization };

    const answers = [
      await call("POST", "", "{", headers),
      await call("PUT", `/${body.id}`, "{", headers),
      await call("DELETE", `/${body.id}`, undefined, headers),
      await call("DELETE", "/unknown", undefined, headers),
    ];

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    expect(answers[0]?.headers.get("www-authenticate")).toContain("Basic");
    expect(await answers[0]?.json()).toMatchObject({ status: 401 });
    expect(ledger.written).toHaveLength(1);
  });

  test("accepts two passwords while they are rotated, even with colons", async () => {
    const passwordBefore = "before:before:before:before:before:before";
    const { call } = marketplace(testConfigWithCleverCloud({ passwordBefore }));

    const before = await call("POST", "", order, { Authorization: basic("acme-addon", passwordBefore) });
    const now = await call("POST", "", order);

    expect([before.status, now.status]).toEqual([200, 200]);
  });
});

test("without Clever Cloud in the configuration the endpoint does not exist", async () => {
  const { call } = marketplace(testConfig({ clevercloud: undefined }));

  expect((await call("POST", "", order)).status).toBe(404);
});
