import { OpenAPIHono } from "@hono/zod-openapi";
import { beforeAll, describe, expect, test } from "vitest";
import { type Journal, openJournal } from "../../../../src/http/journal/open-journal.ts";
import type { RouteGroup, ServiceEnv } from "../../../../src/http/kernel/service-env.ts";
import { createApp } from "../../../../src/process/app.ts";
import { hasDatabase, useDatabase } from "../../../support/database.ts";
import { MemoryLedger } from "../../../support/memory-ledger.ts";
import {
  appSecret,
  cleverPassword,
  offlineContext,
  testConfig,
  testContext,
} from "../../../support/service-context.ts";

const tenantId = "kqzvbnwtrpshxdjmkqzvbnwtrp";
const json = {
  "Content-Type": "application/json",
  Authorization: `Basic ${btoa(`acme-addon:${cleverPassword}`)}`,
};
const form = { "Content-Type": "application/x-www-form-urlencoded" };

/** An application without the real marketplaces, with its own routes behind the journal. */
function appWith(journal: Journal): RouteGroup {
  const config = testConfig({ clevercloud: undefined, cloudflareApp: undefined });
  return createApp(offlineContext({ config }), { middleware: [journal.middleware], groups: [marketplaceRoutes()] });
}

/** Routes that read their bodies in every possible way. */
function marketplaceRoutes(): RouteGroup {
  const group = new OpenAPIHono<ServiceEnv>();
  group.post("/clevercloud/resources", async (c) =>
    c.json({ id: tenantId, config: { KEY: "k" }, got: await c.req.json() }),
  );
  group.put("/clevercloud/resources/:id", (c) => c.json({ message: "unread" }, 401));
  group.post("/clevercloud/resources/broken", () => Promise.reject(new Error("broken")));
  group.post("/cloudflare-app/:secret", async (c) => {
    const request = await c.req.parseBody();
    return c.json({ request, result: "success", response: { service_id: tenantId } });
  });
  group.get("/healthz", (c) => c.text("fine"));
  return group;
}

describe.skipIf(!hasDatabase)("the journal of requests", () => {
  const held = useDatabase();
  const opened: { app?: RouteGroup; journal?: Journal } = {};
  beforeAll(() => {
    const context = testContext({ db: held.database.db, ledger: new MemoryLedger() });
    const journal = openJournal(context);
    const app = appWith(journal);
    Object.assign(opened, { app, journal });
    return () => journal.close();
  });

  /** Sends a request and returns its entry in the journal; undefined if there is none. */
  async function record(path: string, init: RequestInit & { duplex?: "half" }, bindings: ServiceEnv["Bindings"] = {}) {
    const { db } = held.database;
    await db.deleteFrom("requests").execute();
    const answer = await opened.app?.request(path, init, bindings);
    await opened.journal?.flush();
    const rows = await db.selectFrom("requests").selectAll().execute();
    expect(rows.length).toBeLessThanOrEqual(1);
    return { answer, row: rows[0] };
  }

  test("records a marketplace's request and its answer, without secrets, and its tenant", async () => {
    const body = JSON.stringify({ addon_id: "addon_1", plan: "dev", logplex_token: "t0k3n", note: cleverPassword });
    const headers = { ...json, Authorization: `Basic ${btoa(`acme-addon:${cleverPassword}`)}`, "User-Agent": "cc/1" };
    const { answer, row } = await record("/clevercloud/resources?x=1", { method: "POST", body, headers });
    expect(await answer?.json()).toMatchObject({ got: { logplex_token: "t0k3n" } });
    expect(row).toMatchObject({
      marketplace: "clevercloud",
      method: "POST",
      path: "/clevercloud/resources?x=1",
      route: "/clevercloud/resources",
      tenantId,
      status: 200,
      replayOf: null,
    });
    expect(JSON.parse(row?.body ?? "")).toEqual({
      addon_id: "addon_1",
      plan: "dev",
      logplex_token: "[redacted]",
      note: "[redacted]",
    });
    expect(JSON.parse(row?.answer ?? "")).toMatchObject({ id: tenantId, config: { KEY: "[redacted]" } });
    expect(row?.headers).toMatchObject({
      "content-type": "application/json",
      "user-agent": "cc/1",
      authorization: "[redacted]",
      "x-request-id": answer?.headers.get("x-request-id"),
    });
    expect(row?.durationMs).toBeGreaterThanOrEqual(0);
  });

  test("records a form as a form, and no secret of its path", async () => {
    const fields = { act: "user_create", user_email: "jane@customer.com", user_tokens: '{"api":"abcdef"}' };
    const body = new URLSearchParams(fields).toString();
    const { row } = await record(`/cloudflare-app/${appSecret}`, { method: "POST", body, headers: form });
    expect(row).toMatchObject({ marketplace: "cloudflare-app", path: "/cloudflare-app/%5Bredacted%5D", tenantId });
    expect(Object.fromEntries(new URLSearchParams(row?.body ?? ""))).toEqual({
      ...fields,
      user_tokens: '{"api":"[redacted]"}',
    });
    expect(JSON.stringify(row)).not.toMatch(/abcdef|secret-bb/);
  });

  test("records a body that no route has read, in pieces or as a whole", async () => {
    const body = '{"plan":"pro"}';
    const whole = await record(`/clevercloud/resources/${tenantId}`, { method: "PUT", body, headers: json });
    expect(whole.row).toMatchObject({ status: 401, body, tenantId, route: "/clevercloud/resources/:id" });
    const pieces = new ReadableStream({
      start(controller) {
        for (const piece of body) {
          controller.enqueue(new TextEncoder().encode(piece));
        }
        controller.close();
      },
    });
    const init = { method: "POST", body: pieces, headers: json, duplex: "half" } as const;
    const stray = await record("/clevercloud/resources/x/migrations", init);
    expect(stray.row).toMatchObject({ marketplace: "clevercloud", status: 404, route: null, body });
  });

  test("records requests without a route, and those with an unsupported method", async () => {
    const nowhere = await record("/heroku/resources", { method: "POST", body: "{}", headers: json });
    expect(nowhere.row).toMatchObject({ marketplace: null, path: "/heroku/resources", status: 404, route: null });
    const method = await record("/clevercloud/resources", { method: "PATCH", headers: json });
    expect(method.row).toMatchObject({ marketplace: "clevercloud", status: 405, route: null, body: null });
  });

  test.each([
    ["a wrong password", "/clevercloud/resources/x", { Authorization: `Basic ${btoa("acme-addon:wrong")}` }],
    ["no password", "/clevercloud/resources/x", {}],
    ["the other marketplace's password", "/clevercloud/nothing", { Authorization: `Basic ${btoa("cloudflare:x")}` }],
    ["no password, where there is no route", "/clevercloud/resources/x/y", {}],
    ["a wrong secret in its path", "/cloudflare-app/wrong/x", {}],
    ["an unsigned form", "/clevercloud/sso/login", {}],
  ])("attributes a request with %s to a stranger and to no tenant", async (_what, path, headers) => {
    const init = { method: "PUT", body: "{}", headers: { "Content-Type": "application/json", ...headers } };
    const { row } = await record(path, init);
    expect(row).toMatchObject({ marketplace: null, tenantId: null });
  });

  test("records requests that make a route fail", async () => {
    const { row } = await record("/clevercloud/resources/broken", { method: "POST", body: "{}", headers: json });
    expect(row).toMatchObject({ status: 500, route: "/clevercloud/resources/broken", body: "{}" });
    expect(JSON.parse(row?.answer ?? "")).toMatchObject({ status: 500 });
  });

  test("records no body over the limit, and holds none in memory", async () => {
    const body = JSON.stringify({ text: "x".repeat(70_000) });
    const { row } = await record("/clevercloud/resources", { method: "POST", body, headers: json });
    expect(row).toMatchObject({ status: 413, body: null });
  });

  test("does not delay an answer for a body that does not arrive", async () => {
    const body = new ReadableStream({});
    const init = { method: "PUT", body, headers: { ...json, "Content-Length": "20" }, duplex: "half" } as const;
    const { answer, row } = await record(`/clevercloud/resources/${tenantId}`, init);
    expect(answer?.status).toBe(401);
    expect(row).toMatchObject({ status: 401, body: null });
  });

  test("does not record requests to other routes, or operators' mistyped paths", async () => {
    expect((await record("/healthz", {})).row).toBeUndefined();
    expect((await record("/api/v1/nowhere", {})).row).toBeUndefined();
  });

  test("records which request was replayed, which no caller can set", async () => {
    const init = { method: "POST", body: "{}", headers: { ...json, "replay-of": "1" } };
    expect((await record("/clevercloud/resources", init, { replayOf: "abc" })).row?.replayOf).toBe("abc");
    expect((await record("/clevercloud/resources", init)).row?.replayOf).toBeNull();
  });

  test("does not keep an answer waiting for the database", async () => {
    const context = testContext({ db: held.database.db, ledger: new MemoryLedger() });
    const journal = openJournal(context);
    const app = appWith(journal);
    const gate = Promise.withResolvers<void>();
    const locked = Promise.withResolvers<void>();
    const holder = held.database.db.transaction().execute(async (transaction) => {
      await transaction.deleteFrom("requests").execute();
      await transaction.schema.alterTable("requests").addColumn("lock_me", "text").execute();
      locked.resolve();
      await gate.promise;
      await transaction.schema.alterTable("requests").dropColumn("lock_me").execute();
    });
    await locked.promise;
    const answering = Promise.all(
      Array.from({ length: 20 }, () =>
        app.request("/clevercloud/resources", { method: "POST", body: "{}", headers: json }),
      ),
    );
    const answers = await answering.finally(() => gate.resolve());
    await holder;
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    await journal.close();
    const { count } = await held.database.db
      .selectFrom("requests")
      .select((select) => select.fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    expect(Number(count)).toBe(20);
  });
});
