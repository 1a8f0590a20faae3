import { describe, expect, test } from "vitest";
import { hasDatabase } from "../../../../support/database.ts";
import type { Operator } from "../../../../support/operator.ts";
import { order, useTenantsApi } from "./tenants-fixture.ts";

interface Page {
  readonly tenants: readonly { readonly id: string; readonly externalId: string }[];
  readonly next: string | null;
}

async function page(reader: Operator, query: Record<string, string>): Promise<Page> {
  const answer = await reader.call(`/api/v1/tenants?${new URLSearchParams(query)}`);
  expect(answer.status).toBe(200);
  return JSON.parse(await answer.text());
}

const namesOn = async (reader: Operator, query: Record<string, string>) =>
  (await page(reader, query)).tenants.map(({ externalId }) => externalId).sort();

describe.skipIf(!hasDatabase)("GET /api/v1/tenants", () => {
  const api = useTenantsApi();
  const create = async (name: string, changes = {}): Promise<string> => {
    const answer = await api.writer.call("/api/v1/tenants", { method: "POST", body: order(name, changes) });
    expect(answer.status).toBe(201);
    return (await answer.json()).id;
  };

  test("refuses undeclared and repeated parameters, on every route of the API", async () => {
    for (const [path, why] of [
      ["/api/v1/tenants?sate=active", "sate: is not a parameter of this path (defined: "],
      ["/api/v1/tenants?limit=1&limit=2", "limit: must not be repeated"],
      ["/api/v1/tenants/x?verbose=1", "verbose: is not a parameter of this path (it has no parameters)"],
      ["/api/v1/audit?tennant=x", "tennant: is not a parameter"],
    ] as const) {
      const answer = await api.reader.call(path);
      expect([answer.status, (await answer.json()).detail], path).toEqual([400, expect.stringContaining(why)]);
    }
    expect((await api.reader.call("/api/v1/tenants?limit=1")).status).toBe(200);
  });

  test("lists every tenant once over its pages, while others are added", async () => {
    const before = await Promise.all(Array.from({ length: 23 }, (_, index) => create(`page-${index}`)));
    for (const limit of ["1", "2", "7", "23", "200"]) {
      const seen: string[] = [];
      let cursor: string | null = "";
      while (cursor !== null) {
        const { tenants, next }: Page = await page(api.reader, { limit, ...(cursor !== "" && { cursor }) });
        expect(tenants.length).toBeLessThanOrEqual(Number(limit));
        seen.push(...tenants.map(({ id }) => id));
        cursor = next;
        if (seen.length < 40) {
          await create(`between-${limit}-${seen.length}`);
        }
      }
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen).toEqual(expect.arrayContaining(before));
    }
  });

  test("finds tenants by source, plan, state, condition, hostname and text, alone and together", async () => {
    const [one] = [await create("find-one", { plan: "dev" }), await create("find-two", { source: "clevercloud" })];
    await api.writer.call(`/api/v1/tenants/${one}/suspend`, { method: "POST" });
    const { reader } = api;
    const text = { text: "FIND-" };
    expect(await namesOn(reader, text)).toEqual(["find-one", "find-two"]);
    expect(await namesOn(reader, { ...text, source: "clevercloud" })).toEqual(["find-two"]);
    expect(await namesOn(reader, { ...text, plan: "dev" })).toEqual(["find-one"]);
    expect(await namesOn(reader, { ...text, state: "suspended" })).toEqual(["find-one"]);
    expect(await namesOn(reader, { ...text, condition: "Ready:false" })).toEqual(["find-one", "find-two"]);
    expect(await namesOn(reader, { ...text, condition: "Ready:true" })).toEqual([]);
    expect(await namesOn(reader, { ...text, condition: "Licensed:unknown", plan: "dev" })).toEqual(["find-one"]);
    expect(await namesOn(reader, { hostname: "Find-One.customer.com" })).toEqual(["find-one"]);
    expect(await namesOn(reader, { hostname: "find-on_.customer.com" })).toEqual([]);
    expect(await namesOn(reader, { text: "find-two@customer" })).toEqual(["find-two"]);
    expect(await namesOn(reader, { text: one })).toEqual(["find-one"]);
    expect(await namesOn(reader, { text: "find_one" })).toEqual([]);
  });

  test("returns Cloudflare's status of a hostname, unless the tenant is removed", async () => {
    const id = await create("observed");
    const observation = {
      hostname: "observed.customer.com",
      cloudflareId: "c1",
      status: "pending",
      certificateStatus: "pending_validation",
      details: JSON.stringify({ validationRecords: [{ txtName: "_acme-challenge.observed.customer.com" }] }),
      observedAt: new Date("2026-11-22T08:00:00Z"),
    };
    await api.context.db.insertInto("hostnameStatus").values(observation).execute();
    const [tenant] = (await page(api.reader, { hostname: "observed.customer.com" })).tenants;
    expect(tenant).toMatchObject({
      hostnames: [
        {
          hostname: "observed.customer.com",
          observed: {
            status: "pending",
            certificateStatus: "pending_validation",
            details: { validationRecords: [{ txtName: "_acme-challenge.observed.customer.com" }] },
            observedAt: "2026-11-22T08:00:00.000Z",
          },
        },
      ],
    });
    const removed = await api.writer.call(`/api/v1/tenants/${id}`, { method: "DELETE" });
    expect(await removed.json()).toMatchObject({ hostnames: [{ observed: null }] });
  });

  test.each([
    ["limit=0", "limit", "must be at least 1"],
    ["limit=201", "limit", "must be at most 200"],
    ["limit=1.5", "limit", "must be a whole number"],
    ["limit=x", "limit", "must be a number"],
    ["source=heroku", "source", ""],
    ["state=dead", "state", ""],
    ["condition=Ready", "condition", "must be TYPE:STATUS, such as Ready:false"],
    ["condition=Happy:true", "condition", "types are Accepted, Licensed"],
    ["cursor=!!", undefined, "must be the value of next from an earlier page"],
    ["cursor=MTIz", undefined, "must be the value of next from an earlier page"],
  ])("refuses ?%s, with the property and the rule", async (query, path, message) => {
    const answer = await api.reader.call(`/api/v1/tenants?${query}`);
    const body = await answer.json();
    expect(answer.status).toBe(400);
    expect(body.detail).toContain(message);
    if (path !== undefined) {
      expect(body.errors).toContainEqual({ path, message: expect.stringContaining(message) });
    }
  });

  test("finds nothing by a text that the database cannot store", async () => {
    expect(await namesOn(api.reader, { text: "a\u0000" })).toEqual([]);
    expect(await namesOn(api.reader, { plan: "a\u0000" })).toEqual([]);
  });
});
