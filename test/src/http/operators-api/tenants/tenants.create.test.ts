import { describe, expect, test } from "vitest";
import { hasDatabase } from "../../../../support/database.ts";
import { order, useTenantsApi } from "./tenants-fixture.ts";

describe.skipIf(!hasDatabase)("POST /api/v1/tenants", () => {
  const api = useTenantsApi();
  const create = (body: unknown, headers: Record<string, string> = {}) =>
    api.writer.call("/api/v1/tenants", { method: "POST", body, headers });

  test("creates a tenant with all ordered properties, and returns its location and status", async () => {
    const answer = await create(order("acme", { license: { quantity: 3 }, members: [{ login: "joe@customer.com" }] }));
    const tenant = await answer.json();
    expect(answer.status).toBe(201);
    expect(tenant).toMatchObject({
      id: expect.stringMatching(/^[a-z]{26}$/),
      source: "direct",
      externalId: "acme",
      state: "active",
      plan: "pro",
      owner: { login: "acme@customer.com" },
      license: { quantity: 3 },
      members: [{ login: "joe@customer.com" }],
      hostnames: [{ hostname: "acme.customer.com", ssl: { method: "http", type: "dv" }, observed: null }],
      generation: 1,
      observedGeneration: 0,
      conditions: expect.arrayContaining([
        expect.objectContaining({ type: "Accepted", status: "true", observedGeneration: 1 }),
        expect.objectContaining({ type: "Ready", status: "false", reason: "Reconciling" }),
      ]),
      removedAt: null,
    });
    expect(answer.headers.get("ETag")).toMatch(/^"1-[\w-]{12}"$/);
    expect(answer.headers.get("Location")).toBe(`https://cp.saasprovider.com/api/v1/tenants/${tenant.id}`);
    const read = await api.reader.call(`/api/v1/tenants/${tenant.id}`);
    expect(await read.json()).toEqual(tenant);
  });

  test("creates one tenant for fifty concurrent copies of a request", async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => create(order("many"))));
    const ids = await Promise.all(answers.map(async (answer) => (await answer.json()).id));
    expect(new Set(ids).size).toBe(1);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(49);
  });

  test("answers a repeated request with the current tenant", async () => {
    const { id } = await (await create(order("grown"))).json();
    await api.writer.call(`/api/v1/tenants/${id}`, { method: "PATCH", body: { counters: { seats: 4 } } });
    const again = await create({ ...order("grown"), source: "direct" });
    expect(again.status).toBe(200);
    expect(await again.json()).toMatchObject({ id, generation: 2, counters: { seats: 4 } });
  });

  test("creates one tenant for each Idempotency-Key, and one for each request without", async () => {
    const { externalId: _, ...anonymous } = order("keyed", { hostnames: [] });
    const [first, again] = [
      await create(anonymous, { "Idempotency-Key": "k-1" }),
      await create(anonymous, { "Idempotency-Key": "k-1" }),
    ];
    expect([first.status, again.status]).toEqual([201, 200]);
    expect((await first.json()).id).toBe((await again.json()).id);
    expect((await create(anonymous, { "Idempotency-Key": "k-2" })).status).toBe(201);
    expect((await create(anonymous)).status).toBe(201);
    expect((await create(anonymous)).status).toBe(201);
  });

  test("refuses another order with the same external id", async () => {
    await create(order("twice"));
    const answer = await create(order("twice", { plan: "Team 2" }));
    expect(answer.status).toBe(409);
    expect((await answer.json()).detail).toContain("twice of direct already exists and was created with other content");
  });

  test("refuses the external id of a removed tenant", async () => {
    const { id } = await (await create(order("left"))).json();
    await api.writer.call(`/api/v1/tenants/${id}`, { method: "DELETE" });
    const answer = await create(order("left"));
    expect(answer.status).toBe(409);
    expect((await answer.json()).detail).toContain("was removed: choose another externalId");
  });

  test.each([
    ["cp.saasprovider.com", 422, "seller's own name"],
    ["me.customers.saasprovider.com", 422, "seller's own name"],
    ["proxy-fallback.saasprovider.com", 422, "seller's own name"],
    [`${"a".repeat(60)}.acme-shoes.com`, 400, "hostnames.0.ssl.cloudflareBranding: must be true"],
    ["*.acme-shoes.com", 400, "hostnames.0.ssl.customCertificate: is required for a wildcard hostname"],
  ])("refuses %s as a customer's hostname, as the panel and the resource do", async (hostname, status, why) => {
    const made = await create(order("own", { hostnames: [{ hostname }] }));
    expect([made.status, (await made.json()).detail]).toEqual([status, expect.stringContaining(why)]);

    const { id } = await (await create(order("changed", { hostnames: [] }))).json();
    const body = { hostnames: [{ hostname }] };
    const changed = await api.writer.call(`/api/v1/tenants/${id}`, { method: "PATCH", body });
    expect([changed.status, (await changed.json()).detail]).toEqual([status, expect.stringContaining(why)]);
  });

  test("refuses another tenant's hostname, and names the hostname but not the tenant", async () => {
    const { id } = await (await create(order("holder"))).json();
    const answer = await create(order("taker", { hostnames: [{ hostname: "holder.customer.com" }] }));
    const body = await answer.text();
    expect(answer.status).toBe(409);
    expect(body).toContain("holder.customer.com belongs to another tenant");
    expect(body).not.toContain(id);
    expect((await api.reader.call("/api/v1/sources/direct/tenants/taker")).status).toBe(404);
  });

  test.each([
    ["a plan that is not sold", { plan: "gold" }, 422, "plan", "must be one of dev, pro, Team 2"],
    ["a plan named like a JavaScript property", { plan: "constructor" }, 422, "plan", "must be one of"],
    [
      "more than the plan includes",
      { plan: "dev", hostnames: [{ hostname: "a.customer.com" }, { hostname: "b.customer.com" }] },
      422,
      "hostnames",
      "must be at most 1 on the plan dev (there are 2)",
    ],
    [
      "members without licenses",
      { plan: "Team 2", members: [{ login: "x@customer.com" }] },
      422,
      "license.quantity",
      "must be at least 2: one for the owner and one for each member who uses a license (it is 1)",
    ],
    [
      "a hostname twice",
      { hostnames: [{ hostname: "A.customer.com" }, { hostname: "a.customer.com" }] },
      422,
      "hostnames.1",
      "must not list a.customer.com twice",
    ],
    ["the owner as a member", { members: [{ login: "bad@customer.com" }] }, 422, "members.0", "twice"],
    ["no owner", { owner: undefined }, 400, "owner", ""],
    [
      "a login that is not an email address",
      { owner: { login: "bad" } },
      400,
      "owner.login",
      "must be an email address",
    ],
    ["an unknown property", { color: "red" }, 400, "", "color"],
    [
      "a hostname under a reserved name",
      { hostnames: [{ hostname: "a.test" }] },
      400,
      "hostnames.0.hostname",
      "reserved",
    ],
    [
      "a private key",
      { hostnames: [{ hostname: "k.customer.com", ssl: { method: "http", customKey: "-----BEGIN" } }] },
      400,
      "hostnames.0.ssl",
      "must not contain a private key",
    ],
    ["text that the database cannot store", { counters: { "a\u0000b": 1 } }, 400, undefined, "U+0000"],
  ])("refuses %s, with the property and the rule", async (_what, changes, status, path, message) => {
    const answer = await create(order("bad", changes));
    const body = await answer.json();
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(body.detail).toContain(message);
    if (path !== undefined) {
      expect(body.errors).toContainEqual({ path, message: expect.stringContaining(message) });
    }
    expect(JSON.stringify(body)).not.toContain("BEGIN");
  });

  test.each([
    ["malformed JSON", "{", {}, 400],
    ["a form", "plan=pro", { "Content-Type": "application/x-www-form-urlencoded" }, 415],
    ["an Idempotency-Key with spaces", order("blank"), { "Idempotency-Key": "a b" }, 400],
  ])("refuses %s", async (_what, body, headers, status) => {
    expect((await create(body, headers)).status).toBe(status);
  });
});
