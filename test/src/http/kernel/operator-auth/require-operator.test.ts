import { describe, expect, test } from "vitest";
import { revokeTokens } from "../../../../../src/core/sign-in/operator-tokens.ts";
import { hasDatabase } from "../../../../support/database.ts";
import { operatorOf } from "../../../../support/operator.ts";
import { useTenantsApi } from "../../operators-api/tenants/tenants-fixture.ts";

/** Every route of operators: method, path and the minimum scope. */
const routes = [
  ["GET", "/api/v1/tenants", "read"],
  ["GET", "/api/v1/tenants/aaaaaaaaaaaaaaaaaaaaaaaaaa", "read"],
  ["GET", "/api/v1/sources/direct/tenants/x", "read"],
  ["GET", "/api/v1/audit", "read"],
  ["POST", "/api/v1/tenants", "write"],
  ["PATCH", "/api/v1/tenants/aaaaaaaaaaaaaaaaaaaaaaaaaa", "write"],
  ["DELETE", "/api/v1/tenants/aaaaaaaaaaaaaaaaaaaaaaaaaa", "write"],
  ["POST", "/api/v1/tenants/aaaaaaaaaaaaaaaaaaaaaaaaaa/suspend", "write"],
  ["POST", "/api/v1/tenants/aaaaaaaaaaaaaaaaaaaaaaaaaa/resume", "write"],
] as const;

describe.skipIf(!hasDatabase)("a route of operators", () => {
  const api = useTenantsApi();

  test.each(routes)("%s %s refuses a request without a valid token, and says how to send one", async (method, path) => {
    const unknown = `mp_${"a".repeat(16)}_${"b".repeat(43)}`;
    for (const header of [undefined, "", "Bearer", "Bearer x", `Basic ${unknown}`, `Bearer ${unknown}`, unknown]) {
      const headers = header === undefined ? {} : { Authorization: header };
      const answer = await api.app.request(path, { method, headers });
      expect(answer.status, header).toBe(401);
      expect(answer.headers.get("WWW-Authenticate")).toMatch(/^Bearer realm="marketplane"/);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      expect(await answer.text()).not.toContain(unknown);
    }
  });

  test.each(routes.filter(([, , scope]) => scope === "write"))(
    "%s %s refuses a token of scope read",
    async (method, path) => {
      const answer = await api.reader.call(path, { method, body: {} });
      expect(answer.status).toBe(403);
      expect(answer.headers.get("WWW-Authenticate")).toContain('error="insufficient_scope", scope="write"');
    },
  );

  test.each(routes)("%s %s accepts a token of scope %s", async (method, path, scope) => {
    const operator = scope === "read" ? api.reader : api.writer;
    const answer = await operator.call(path, { method });
    expect([401, 403]).not.toContain(answer.status);
  });

  test("refuses a token as soon as it is revoked", async () => {
    const operator = await operatorOf(api.app, api.context, "read");
    expect((await operator.call("/api/v1/tenants")).status).toBe(200);
    const { name } = await api.context.db
      .selectFrom("operatorTokens")
      .select("name")
      .where("id", "=", operator.token.slice(3, 19))
      .executeTakeFirstOrThrow();
    await revokeTokens({ db: api.context.db, name, actor: "system", now: api.context.now() });
    const answer = await operator.call("/api/v1/tenants");
    expect(answer.status).toBe(401);
    expect(answer.headers.get("WWW-Authenticate")).toContain('error="invalid_token"');
  });

  test("records when a token was used", async () => {
    const operator = await operatorOf(api.app, api.context, "read");
    const lastUse = async () => {
      const tokens = api.context.db.selectFrom("operatorTokens").select("lastUsedAt");
      return (await tokens.where("id", "=", operator.token.slice(3, 19)).executeTakeFirstOrThrow()).lastUsedAt;
    };
    expect(await lastUse()).toBeNull();
    await operator.call("/api/v1/tenants");
    await expect.poll(lastUse).toBeInstanceOf(Date);
  });
});
