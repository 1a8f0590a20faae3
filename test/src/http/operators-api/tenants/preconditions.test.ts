import { describe, expect, test } from "vitest";
import { hasDatabase } from "../../../../support/database.ts";
import { order, useTenantsApi } from "./tenants-fixture.ts";

describe.skipIf(!hasDatabase)("preconditions of a tenant's routes", () => {
  const api = useTenantsApi();
  const create = async (name: string): Promise<{ id: string; etag: string }> => {
    const answer = await api.writer.call("/api/v1/tenants", { method: "POST", body: order(name) });
    return { id: (await answer.json()).id, etag: answer.headers.get("ETag") ?? "" };
  };
  const changes = [
    { name: "change", method: "PATCH", path: "", body: { plan: "Team 2" } },
    { name: "suspend", method: "POST", path: "/suspend" },
    { name: "resume", method: "POST", path: "/resume", before: "/suspend" },
    { name: "remove", method: "DELETE", path: "" },
  ];

  test.each(changes)("$name accept lists, * and weak tags, and change nothing if one is not met", async (change) => {
    const { method, path, body, before } = change;
    const { id } = await create(change.name);
    if (before !== undefined) {
      await api.writer.call(`/api/v1/tenants/${id}${before}`, { method: "POST" });
    }
    const generation = before === undefined ? 1 : 2;
    const send = async (headers: Record<string, string>) =>
      (await api.writer.call(`/api/v1/tenants/${id}${path}`, { method, headers, ...(body && { body }) })).status;
    for (const unmet of ['"7"', '"7", W/"8"', '"abc"', '"a,b"', '""', `"${generation}7"`, '"-1"']) {
      expect(await send({ "If-Match": unmet }), unmet).toBe(412);
    }
    for (const unmet of ["*", `"${generation}"`, `"7", W/"${generation}"`]) {
      expect(await send({ "If-None-Match": unmet }), unmet).toBe(412);
    }
    for (const malformed of ["1", "one", 'w/"1"', '"1', '"1" "2"', '*, "1"', ",", "W/*", `${'"1", '.repeat(50)}x`]) {
      expect(await send({ "If-Match": malformed }), malformed).toBe(400);
      expect(await send({ "If-None-Match": malformed }), malformed).toBe(400);
    }
    const now = await api.reader.call(`/api/v1/tenants/${id}`);
    expect((await now.json()).generation).toBe(generation);
    expect(await send({ "If-Match": `"7", , W/"${generation}"`, "If-None-Match": '"7"' })).toBe(200);
  });

  test("If-Match accepts the ETag of any GET of the same generation, and * if the tenant exists", async () => {
    const { id, etag } = await create("tag");
    const patch = async (headers: Record<string, string>, seats: number) =>
      api.writer.call(`/api/v1/tenants/${id}`, { method: "PATCH", headers, body: { counters: { seats } } });
    expect((await patch({ "If-Match": etag }, 1)).status).toBe(200);
    expect((await patch({ "If-Match": etag }, 2)).status).toBe(412);
    expect((await patch({ "If-Match": "*" }, 3)).status).toBe(200);
    const nowhere = `/api/v1/tenants/${"z".repeat(26)}`;
    expect((await api.writer.call(nowhere, { method: "DELETE", headers: { "If-Match": "*" } })).status).toBe(404);
  });

  test("a GET answers 304 to a caller with the current tenant, and 200 once anything about it changed", async () => {
    const { id, etag } = await create("known");
    for (const path of [`/api/v1/tenants/${id}`, "/api/v1/sources/direct/tenants/known"]) {
      const get = async (known: string) => api.reader.call(path, { headers: { "If-None-Match": known } });
      for (const known of [etag, `W/${etag}`, `"x", ${etag}`, "*"]) {
        const answer = await get(known);
        expect([answer.status, answer.headers.get("ETag"), await answer.text()], known).toEqual([304, etag, ""]);
      }
      for (const other of ['"1"', '"x"', '"x", W/"y"']) {
        expect((await get(other)).status, other).toBe(200);
      }
      expect((await get("1")).status).toBe(400);
    }
    const status = {
      cloudflareId: "z",
      status: "active",
      certificateStatus: "active",
      details: "{}",
      observedAt: new Date(),
    };
    await api.context.db
      .insertInto("hostnameStatus")
      .values({ ...status, hostname: "known.customer.com" })
      .execute();
    const after = await api.reader.call(`/api/v1/tenants/${id}`, { headers: { "If-None-Match": etag } });
    expect([after.status, (await after.json()).generation]).toEqual([200, 1]);
  });
});
