import { describe, expect, test } from "vitest";
import { hasDatabase } from "../../../../support/database.ts";
import { useTenantsApi } from "./tenants-fixture.ts";

describe.skipIf(!hasDatabase)("GET a tenant", () => {
  const api = useTenantsApi();

  test("finds it by its id and by the marketplace's id, even with slashes and quotes", async () => {
    const externalId = JSON.stringify(["jane@customer.com", "a/b ?%.customer.com"]);
    const body = { externalId, source: "cloudflare-app", plan: "dev", owner: { login: "jane@customer.com" } };
    const made = await (await api.writer.call("/api/v1/tenants", { method: "POST", body })).json();
    for (const path of [
      `/api/v1/tenants/${made.id}`,
      `/api/v1/sources/cloudflare-app/tenants/${encodeURIComponent(externalId)}`,
    ]) {
      const answer = await api.reader.call(path);
      expect(answer.status).toBe(200);
      expect(answer.headers.get("ETag")).toMatch(/^"1-[\w-]{12}"$/);
      expect(await answer.json()).toEqual(made);
    }
  });

  test.each([
    ["/api/v1/tenants/zzzzzzzzzzzzzzzzzzzzzzzzzz", 404],
    ["/api/v1/tenants/1%00", 404],
    ["/api/v1/sources/direct/tenants/none", 404],
    ["/api/v1/sources/heroku/tenants/none", 400],
    [`/api/v1/tenants/${"z".repeat(65)}`, 400],
  ])("answers %s with %i", async (path, status) => {
    const answer = await api.reader.call(path);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
  });
});
