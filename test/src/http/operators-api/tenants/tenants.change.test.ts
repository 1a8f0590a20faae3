import { describe, expect, test } from "vitest";
import { hasDatabase } from "../../../../support/database.ts";
import { order, useTenantsApi } from "./tenants-fixture.ts";

describe.skipIf(!hasDatabase)("PATCH /api/v1/tenants/{id}", () => {
  const api = useTenantsApi();
  const create = async (name: string, changes = {}): Promise<string> => {
    const answer = await api.writer.call("/api/v1/tenants", { method: "POST", body: order(name, changes) });
    return (await answer.json()).id;
  };
  const patch = (id: string, body: unknown, headers: Record<string, string> = {}) =>
    api.writer.call(`/api/v1/tenants/${id}`, { method: "PATCH", body, headers });

  test("replaces lists, merges objects and removes what is null", async () => {
    const id = await create("merge", {
      owner: { login: "merge@customer.com", nameFirst: "Jane", nameLast: "Doe" },
      license: { quantity: 3 },
      members: [{ login: "one@customer.com" }, { login: "two@customer.com" }],
      counters: { seats: 1, calls: 2 },
    });
    const answer = await patch(id, {
      owner: { nameFirst: null, nameLast: "Roe" },
      members: [{ login: "three@customer.com" }],
      hostnames: [{ hostname: "new.customer.com", ssl: { method: "txt" } }],
      counters: { seats: null, days: 3 },
      license: null,
    });
    const tenant = await answer.json();
    expect(answer.status).toBe(200);
    expect(answer.headers.get("ETag")).toMatch(/^"2-[\w-]{12}"$/);
    expect(tenant).toMatchObject({ generation: 2, plan: "pro", license: null, counters: { calls: 2, days: 3 } });
    expect(tenant.owner).toEqual({ login: "merge@customer.com", nameLast: "Roe" });
    expect(tenant.members).toEqual([{ login: "three@customer.com" }]);
    expect(tenant.hostnames).toMatchObject([{ hostname: "new.customer.com", ssl: { method: "txt" } }]);
    expect(tenant.counters).not.toHaveProperty("seats");
  });

  test("accepts JSON merge patch by its own media type", async () => {
    const id = await create("media");
    const headers = { "Content-Type": "application/merge-patch+json" };
    expect((await patch(id, { plan: "Team 2" }, headers)).status).toBe(200);
  });

  test("accepts a weak ETag from a compressing proxy, and still refuses an older one", async () => {
    const id = await create("weak");
    expect((await patch(id, { counters: { seats: 1 } }, { "If-Match": 'W/"1"' })).status).toBe(200);
    expect((await patch(id, { counters: { seats: 2 } }, { "If-Match": 'W/"1"' })).status).toBe(412);
    expect((await patch(id, { counters: { seats: 2 } }, { "If-Match": 'w/"2"' })).status).toBe(400);
  });

  test("refuses JSON that is nested too deep before anything is done", async () => {
    const id = await create("deep");
    const metadata = JSON.parse(`${'{"a":'.repeat(3_000)}1${"}".repeat(3_000)}`);
    const answer = await patch(id, { hostnames: [{ hostname: "deep.customer.com", metadata }] });
    expect([answer.status, (await answer.json()).detail]).toEqual([400, expect.stringContaining("levels deep")]);
  });

  test("changes neither generation nor audit log if nothing differs", async () => {
    const id = await create("same");
    await patch(id, { counters: { seats: 1 } });
    const answer = await patch(id, { plan: "pro", counters: { seats: 1, gone: null } });
    expect(await answer.json()).toMatchObject({ generation: 2 });
    const log = await (await api.reader.call(`/api/v1/audit?tenant=${id}`)).json();
    expect(log.entries).toHaveLength(2);
  });

  test("releases dropped hostnames for others at once", async () => {
    const id = await create("drops");
    await patch(id, { hostnames: [] });
    await create("picks", { hostnames: [{ hostname: "drops.customer.com" }] });
    const answer = await patch(id, { hostnames: [{ hostname: "drops.customer.com" }] });
    expect(answer.status).toBe(409);
    expect((await answer.json()).detail).toBe("drops.customer.com belongs to another tenant.");
  });

  test("of two changes based on the same generation accepts one", async () => {
    const id = await create("race");
    const headers = { "If-Match": '"1"' };
    const answers = await Promise.all([
      patch(id, { counters: { seats: 1 } }, headers),
      patch(id, { counters: { seats: 2 } }, headers),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    const refused = answers.find(({ status }) => status === 412);
    expect((await refused?.json())?.detail).toContain(
      "at generation 2, but If-Match requires 1: read the tenant again",
    );
    expect((await patch(id, { counters: { seats: 3 } }, { "If-Match": "*" })).status).toBe(200);
  });

  test("requires an owner's login if the marketplace has sent none", async () => {
    const key = { source: "clevercloud", externalId: "addon_orphan" } as const;
    const desired = { members: [], hostnames: [], counters: {} };
    const id = await api.context.ledger.submit({
      key,
      actor: "clevercloud",
      action: "provision",
      decide: (_, { newId }) => ({
        answer: newId,
        next: { ...key, id: newId, state: "active", plan: "pro", desired, marketplace: { region: "eu" } },
      }),
    });
    const answer = await patch(id, { owner: { nameFirst: "Jane" } });
    expect(answer.status).toBe(422);
    expect((await answer.json()).errors).toEqual([
      { path: "owner.login", message: "is required, because the tenant has no owner yet" },
    ]);
    const named = await patch(id, { owner: { login: "jane@customer.com" } });
    expect(await named.json()).toMatchObject({ owner: { login: "jane@customer.com" }, marketplace: { region: "eu" } });
  });

  test.each([
    [
      "a smaller plan than its contents",
      { plan: "dev", hostnames: [{ hostname: "x.customer.com" }, { hostname: "y.customer.com" }] },
      {},
      422,
      "must be at most 1 on the plan dev",
    ],
    ["a plan that is not sold", { plan: "gold" }, {}, 422, "must be one of dev, pro, Team 2"],
    ["nothing", {}, {}, 400, "must change at least one property"],
    ["an immutable property", { source: "clevercloud" }, {}, 400, "source"],
    ["an invalid If-Match", { plan: "dev" }, { "If-Match": "one" }, 400, 'such as "3"'],
    ["malformed JSON", "{", {}, 400, ""],
    ["a form", "plan=dev", { "Content-Type": "application/x-www-form-urlencoded" }, 415, ""],
  ])("refuses %s", async (_what, body, headers, status, message) => {
    const id = await create(`refuses-${status}-${message.length}-${typeof body}-${Object.keys(headers).length}`);
    const answer = await patch(id, body, headers);
    expect(answer.status).toBe(status);
    expect((await answer.json()).detail).toContain(message);
  });

  test("answers 404 to an unknown id, and does not change a removed tenant", async () => {
    expect((await patch("z".repeat(26), { plan: "dev" })).status).toBe(404);
    const id = await create("closed");
    await api.writer.call(`/api/v1/tenants/${id}`, { method: "DELETE" });
    const answer = await patch(id, { plan: "dev" });
    expect(answer.status).toBe(409);
    expect((await answer.json()).detail).toBe("The tenant was removed.");
  });
});
