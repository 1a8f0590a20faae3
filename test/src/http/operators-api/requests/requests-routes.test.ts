import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createRedactor } from "../../../../../src/core/redaction/redactor.ts";
import type { JournalEntry } from "../../../../../src/http/journal/journal-entry.ts";
import { type Journal, openJournal } from "../../../../../src/http/journal/open-journal.ts";
import { writeEntries } from "../../../../../src/http/journal/write-entries.ts";
import type { RouteGroup } from "../../../../../src/http/kernel/service-env.ts";
import { requestsRoutes } from "../../../../../src/http/operators-api/requests/requests-routes.ts";
import { createApp } from "../../../../../src/process/app.ts";
import { hasDatabase } from "../../../../support/database.ts";
import { readAudit, useLedger } from "../../../../support/ledger.ts";
import { type Operator, operatorOf } from "../../../../support/operator.ts";
import { appSecret, basic, cleverPassword, testContext } from "../../../../support/service-context.ts";

interface Listed {
  readonly requests: readonly { readonly id: string; readonly path: string }[];
  readonly next: string | null;
}

const start = Date.parse("2026-11-22T08:00:00Z");

describe.skipIf(!hasDatabase)("the operators' API of the journal", () => {
  const held = useLedger();
  const parts: { app?: RouteGroup; journal?: Journal; reader?: Operator; writer?: Operator } = {};
  beforeAll(async () => {
    const context = testContext({ db: held.database.db, ledger: held.ledger });
    const journal = openJournal(context);
    const app: RouteGroup = createApp(context, {
      middleware: [journal.middleware],
      groups: [requestsRoutes(context, (request, bindings) => app.fetch(request, bindings))],
    });
    const [reader, writer] = [await operatorOf(app, context, "read"), await operatorOf(app, context, "write")];
    Object.assign(parts, { app, journal, reader, writer });
    return () => journal.close();
  });
  beforeEach(() => held.database.db.deleteFrom("requests").execute());

  const read = async (path: string) => parts.reader?.call(path);
  const replay = async (id: string, query = "") =>
    parts.writer?.call(`/api/v1/requests/${id}/replay${query}`, { method: "POST" });
  const list = async (query: Record<string, string>): Promise<Listed> =>
    JSON.parse((await (await read(`/api/v1/requests?${new URLSearchParams(query)}`))?.text()) ?? "");

  /** Inserts an entry into the journal, and returns its id. */
  async function record(changes: Partial<JournalEntry>): Promise<string> {
    const request = { method: "POST", path: "/clevercloud/resources", route: null, headers: {}, body: null };
    const answer = { status: 200, answer: null, durationMs: 1, replayOf: null };
    const entry = { id: randomUUID(), at: new Date(start), marketplace: "clevercloud", ...request, ...answer } as const;
    await writeEntries(held.database.db, [{ ...entry, ...changes }], createRedactor([]));
    return changes.id ?? entry.id;
  }

  /** Sends a request as a marketplace, and returns its id in the journal. */
  async function send(path: string, body: unknown, authorization?: string): Promise<string> {
    await parts.app?.request(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...(authorization && { Authorization: authorization }) },
      body: JSON.stringify(body),
    });
    await parts.journal?.flush();
    return (await list({ limit: "1" })).requests[0]?.id ?? "";
  }

  test("lists each request once over its pages, newest first, even within one millisecond, while others arrive", async () => {
    for (let index = 0; index < 12; index += 1) {
      await record({ path: `/clevercloud/resources/${index}`, at: new Date(start + Math.floor(index / 4)) });
    }
    const all = (await list({ limit: "200" })).requests.map(({ id }) => id);
    expect(all).toHaveLength(12);
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const { requests, next }: Listed = await list({ limit: "5", ...(cursor && { cursor }) });
      seen.push(...requests.map(({ id }) => id));
      cursor = next;
      await record({ at: new Date(start + 1000) });
    }
    expect(seen).toEqual(all);
  });

  test("filters by marketplace, tenant, method, status, time, replay and route", async () => {
    const tenantId = "kqzvbnwtrpshxdjmkqzvbnwtrp";
    const of = await record({ path: `/clevercloud/resources/${tenantId}`, method: "PUT", route: "/x", status: 422 });
    const stray = await record({ marketplace: null, path: "/other", at: new Date(start + 1000), replayOf: of });
    const idsOf = async (query: Record<string, string>) => (await list(query)).requests.map(({ id }) => id);
    expect(await idsOf({})).toEqual([stray, of]);
    expect(await idsOf({ marketplace: "clevercloud" })).toEqual([of]);
    expect(await idsOf({ tenant: tenantId })).toEqual([of]);
    expect(await idsOf({ method: "put" })).toEqual([of]);
    expect(await idsOf({ status: "422" })).toEqual([of]);
    expect(await idsOf({ stray: "true" })).toEqual([stray]);
    expect(await idsOf({ stray: "false" })).toEqual([of]);
    expect(await idsOf({ replayOf: of })).toEqual([stray]);
    expect(await idsOf({ since: "2026-11-22T08:00:01Z" })).toEqual([stray]);
    expect(await idsOf({ until: "2026-11-22T08:00:01Z" })).toEqual([of]);
  });

  test("shows a request with its body and its answer, without secrets", async () => {
    const id = await send("/clevercloud/resources", { addon_id: "addon_shown", plan: "dev", token: "abcdef" });
    const answer = await read(`/api/v1/requests/${id}`);
    expect(answer?.status).toBe(200);
    const request = JSON.parse((await answer?.text()) ?? "");
    expect(request).toMatchObject({ id, marketplace: null, method: "POST", status: 401, replayOf: null });
    expect(JSON.parse(request.body)).toEqual({ addon_id: "addon_shown", plan: "dev", token: "[redacted]" });
    expect(JSON.parse(request.answer)).toMatchObject({ status: 401 });
  });

  test("replays a request with current credentials and full effect, recorded in journal and audit log", async () => {
    const order = { addon_id: "addon_again", plan: "pro", owner_id: "orga_1" };
    const id = await record({
      body: JSON.stringify(order),
      headers: { "content-type": "application/json" },
      status: 503,
    });
    const first = await replay(id);
    expect(first?.status).toBe(200);
    const result = await first?.json();
    expect(result).toMatchObject({ replayOf: id, status: 200 });
    const tenantId = JSON.parse(result?.answer ?? "").id;
    expect(tenantId).toMatch(/^[a-z]{26}$/);
    await replay(id);
    await parts.journal?.flush();
    expect((await list({ replayOf: id })).requests).toHaveLength(2);
    const entries = (await readAudit(held.database)).filter(({ detail }) => detail.id === id || "generation" in detail);
    expect(entries.map(({ action, actor }) => [action, actor.split(":")[0]])).toEqual([
      ["request.replay", "operator"],
      ["provision", "clevercloud"],
      ["request.replay", "operator"],
    ]);
    expect(JSON.stringify(entries)).not.toContain(cleverPassword);
  });

  test("replays a CloudFlare app's form to the secret path, which the journal does not record", async () => {
    const body = new URLSearchParams({
      act: "user_create",
      user_email: "jane@customer.com",
      user_zone: "customer.com",
      user_tos: "1",
      user_tokens: '{"api":"abcdef"}',
    });
    await parts.app?.request(`/cloudflare-app/${appSecret}`, { method: "POST", body });
    await parts.journal?.flush();
    const [recorded] = (await list({ marketplace: "cloudflare-app" })).requests;
    expect(recorded?.path).toBe("/cloudflare-app/%5Bredacted%5D");
    const result = await (await replay(recorded?.id ?? ""))?.json();
    expect(result).toMatchObject({ status: 200 });
    expect(JSON.parse(result?.answer ?? "")).toMatchObject({
      request: { act: "user_create", user_email: "jane@customer.com", user_tokens: '{"api":"[redacted]"}' },
      result: "success",
    });
    expect(JSON.stringify(result)).not.toContain(appSecret);
  });

  test("replays a request without a route, and returns the new answer", async () => {
    const authorization = basic("acme-addon", cleverPassword);
    const id = await send("/clevercloud/resources/x/migrations", { plan: "pro" }, authorization);
    const answer = await replay(id);
    expect(answer?.status).toBe(200);
    expect(await answer?.json()).toMatchObject({ status: 404 });
  });

  test("replays an unauthenticated request only with force, and audits it", async () => {
    const order = { addon_id: "addon_forced", plan: "pro", owner_id: "orga_1" };
    const ids = [
      await send("/clevercloud/resources", order),
      await record({ body: JSON.stringify(order), headers: { "content-type": "application/json" }, status: 401 }),
    ];
    for (const id of ids) {
      for (const query of ["", "?force=false"]) {
        const refused = await replay(id, query);
        expect(refused?.status).toBe(409);
        expect((await refused?.json())?.detail).toMatch(/did not authenticate as the marketplace.*--force/);
      }
      expect(await (await replay(id, "?force=true"))?.json()).toMatchObject({ replayOf: id, status: 200 });
    }
    const entries = (await readAudit(held.database)).filter(({ detail }) => ids.includes(String(detail.id)));
    expect(entries.map(({ action, detail }) => [action, detail.force])).toEqual([
      ["request.replay", true],
      ["request.replay", true],
    ]);
  });

  test("replays a CloudFlare app's form with a wrong secret to the right path, if forced", async () => {
    const body = new URLSearchParams({
      act: "user_create",
      user_email: "late@customer.com",
      user_zone: "late.com",
      user_tos: "1",
    });
    await parts.app?.request("/cloudflare-app/a-former-secret", { method: "POST", body });
    await parts.journal?.flush();
    const [recorded] = (await list({ limit: "1" })).requests;
    expect(await (await replay(recorded?.id ?? "", "?force=true"))?.json()).toMatchObject({ status: 200 });
  });

  test.each([
    ["an SSO form", { path: "/clevercloud/sso/login", body: "id=1&token=x" }, "an SSO form works only once"],
    ["a body that was too long", { headers: { "content-length": "99999" } }, "too long to be recorded"],
    ["a body that was not kept", { body: "plain words" }, "neither JSON nor a form"],
    [
      "a stranger's request",
      { marketplace: null, path: "/wp-login.php" },
      "it was not sent to a marketplace's endpoint",
    ],
  ] as const)("does not replay %s, and says why", async (_what, changes, reason) => {
    const answer = await replay(await record(changes));
    expect(answer?.status).toBe(409);
    expect((await answer?.json())?.detail).toContain(reason);
  });

  test.each([
    ["GET", "/api/v1/requests?limit=0", 400],
    ["GET", "/api/v1/requests?cursor=x", 400],
    ["GET", "/api/v1/requests?stray=perhaps", 400],
    ["GET", "/api/v1/requests?marketplace=heroku", 400],
    ["GET", "/api/v1/requests/x", 400],
    ["GET", "/api/v1/requests/9f0c2a52-0f68-4b7e-9f6b-0d8f0ed1a0aa", 404],
    ["POST", "/api/v1/requests/9f0c2a52-0f68-4b7e-9f6b-0d8f0ed1a0aa/replay", 404],
  ])("%s %s is answered with %i", async (method, path, status) => {
    expect((await parts.writer?.call(path, { method }))?.status).toBe(status);
  });

  test("requires a token, for a replay one of scope write", async () => {
    const path = `/api/v1/requests/${randomUUID()}/replay`;
    expect((await parts.app?.request("/api/v1/requests"))?.status).toBe(401);
    expect((await parts.app?.request(path, { method: "POST" }))?.status).toBe(401);
    expect((await parts.reader?.call(path, { method: "POST" }))?.status).toBe(403);
  });
});
