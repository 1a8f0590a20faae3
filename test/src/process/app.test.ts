import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { describe, expect, test } from "vitest";
import { LedgerUnavailableError } from "../../../src/core/ledger/ledger-unavailable.ts";
import { consoleRoutes } from "../../../src/http/console/console-routes.ts";
import { commonProblems } from "../../../src/http/kernel/problem.ts";
import type { RouteGroup, ServiceEnv } from "../../../src/http/kernel/service-env.ts";
import { createApp } from "../../../src/process/app.ts";
import { offlineContext } from "../../support/service-context.ts";

const route = createRoute({
  method: "post",
  path: "/things/{id}",
  tags: ["Things"],
  summary: "Changes a <thing>",
  request: {
    params: z.object({ id: z.string() }),
    body: { content: { "application/json": { schema: z.object({ size: z.int() }).openapi("Thing") } }, required: true },
  },
  responses: { 200: { description: "Changed", content: { "text/plain": { schema: z.string() } } }, ...commonProblems },
});

function things(failure?: Error): RouteGroup {
  const group = new OpenAPIHono<ServiceEnv>();
  group.openapi(route, (c) => {
    if (failure) {
      throw failure;
    }
    return c.text(String(c.req.valid("json").size), 200);
  });
  return group;
}

function post(app: RouteGroup, body: string, headers: Record<string, string> = {}) {
  return app.request("/things/a", {
    method: "POST",
    body,
    headers: { "Content-Type": "application/json", ...headers },
  });
}

describe("a failure is a problem without internals", () => {
  test("if a route throws", async () => {
    const app = createApp(offlineContext(), { groups: [things(new Error("password=hunter2 at db.internal"))] });

    const answer = await post(app, '{"size":1}');

    expect(answer.status).toBe(500);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(await answer.text()).not.toContain("hunter2");
  });

  test("if the ledger does not know whether it wrote, with Retry-After", async () => {
    const app = createApp(offlineContext(), { groups: [things(new LedgerUnavailableError("lost"))] });

    const answer = await post(app, '{"size":1}');

    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  test.each([
    ["malformed JSON", '{"size":', 400],
    ["a property of the wrong type", '{"size":"big"}', 400],
    ["a body that is too long", JSON.stringify({ size: 1, more: "x".repeat(100_000) }), 413],
  ])("if the body is %s", async (_, body, status) => {
    const answer = await post(createApp(offlineContext(), { groups: [things()] }), body);

    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ type: "about:blank", status, title: expect.any(String) });
  });

  test("with every rule in our own words instead of the validation library's", async () => {
    const app = createApp(offlineContext(), { groups: [things()] });

    expect(await (await post(app, '{"size":"big"}')).json()).toMatchObject({
      detail: "size: must be a number",
      errors: [{ path: "size", message: "must be a number" }],
    });
    expect(await (await post(app, "[]")).json()).toMatchObject({ detail: "must be an object" });
  });

  test("if the path has no route, or the method is not supported", async () => {
    const app = createApp(offlineContext(), { groups: [things()] });

    const nowhere = await app.request("/nowhere");
    const otherMethod = await app.request("/things/a", { method: "PUT" });

    expect(nowhere.status).toBe(404);
    expect(otherMethod.status).toBe(405);
    expect(otherMethod.headers.get("allow")).toBe("POST, OPTIONS");
    expect(await otherMethod.json()).toMatchObject({ status: 405 });
  });

  test("if it has an unknown expectation", async () => {
    const answer = await post(createApp(offlineContext(), { groups: [things()] }), '{"size":1}', {
      Expect: "tea, 100-continue",
    });

    expect(answer.status).toBe(417);
    expect(await answer.json()).toMatchObject({
      status: 417,
      detail: "Expect: tea is not supported, only 100-continue.",
    });
  });

  test("and has the request's id, as in the log", async () => {
    const answer = await post(createApp(offlineContext(), { groups: [things()] }), "{", { "X-Request-Id": "abc-123" });

    expect(answer.headers.get("x-request-id")).toBe("abc-123");
    expect(await answer.json()).toMatchObject({ requestId: "abc-123" });
  });
});

/** A path that a route's pattern matches. */
function sampleOf(pattern: string): string {
  const values = ["1", ...[26, 32, 36].map((length) => "a".repeat(length))];
  return pattern.replace(/:\w+(?:\{((?:[^{}]|\{[^}]*\})*)\})?/g, (_, rule = ".+") => {
    const value = values.find((each) => new RegExp(`^(${rule})$`).test(each));
    if (value === undefined) {
      throw new Error(`no sample for ${rule}`);
    }
    return value;
  });
}

test("OPTIONS returns the methods of every route, and of the server as a whole, without credentials", async () => {
  const app = createApp(offlineContext(), {
    groups: [things(), consoleRoutes({ ...offlineContext(), dispatch: () => new Response() })],
  });
  const routes = app.routes.filter(({ method }) => method !== "ALL");
  expect(routes.length).toBeGreaterThan(40);

  for (const { method, path } of routes) {
    const answer = await app.request(sampleOf(path), { method: "OPTIONS" });
    const allowed = answer.headers.get("allow")?.split(", ") ?? [];
    expect([answer.status, await answer.text()], path).toEqual([204, ""]);
    expect(allowed, path).toEqual(expect.arrayContaining([method, "OPTIONS"]));
  }
  expect((await app.request("/", { method: "OPTIONS" })).status).toBe(204);
  expect((await app.request("/nowhere", { method: "OPTIONS" })).status).toBe(404);
});

test("Accept has no effect", async () => {
  const answer = await post(createApp(offlineContext(), { groups: [things()] }), '{"size":1}', { Accept: "image/png" });

  expect(answer.status).toBe(200);
});

test("every answer has security headers", async () => {
  const answer = await createApp(offlineContext()).request("/nowhere");

  expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(answer.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
});

test("middleware of the process runs around every request", async () => {
  const seen: number[] = [];
  const app = createApp(offlineContext(), {
    middleware: [
      async (c, next) => {
        await next();
        seen.push(c.res.status);
      },
    ],
    groups: [things()],
  });

  await app.request("/nowhere");
  await post(app, "{");

  expect(seen).toEqual([404, 400]);
});

describe("the documentation", () => {
  test("is an OpenAPI document with every mounted route", async () => {
    const answer = await createApp(offlineContext(), { groups: [things()] }).request("/openapi.json");

    expect(await answer.json()).toMatchObject({
      openapi: "3.1.0",
      paths: { "/things/{id}": { post: { responses: { 200: {}, 400: {}, 413: {}, 503: {} } } } },
    });
  });

  test("is a page that lists the routes, escapes their texts and loads nothing from other hosts", async () => {
    const app = createApp(offlineContext(), { groups: [things()] });

    const page = await app.request("/docs");
    const text = await page.text();
    const links = [...text.matchAll(/(?:src|href)="([^"#]+)"/g)].map((match) => match[1] ?? "");

    expect(text).toContain("POST /things/{id}");
    expect(text).toContain("Changes a &lt;thing&gt;");
    expect(links.length).toBeGreaterThan(4);
    for (const link of links) {
      expect(link).toMatch(/^\/[^/]/);
      expect((await app.request(link)).status, link).toBe(200);
    }
    expect(page.headers.get("content-security-policy")).toContain("script-src 'self';");
  });
});
