import { describe, expect, test } from "vitest";
import { revokeTokens, rotateToken } from "../../../../../src/core/sign-in/operator-tokens.ts";
import { hasDatabase } from "../../../../support/database.ts";
import { useConsole } from "../console-fixture.ts";

const start = new Date("2026-11-22T08:00:00Z");
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const cookieName = "__Secure-marketplane-console";

describe.skipIf(!hasDatabase)("the console's sign-in", () => {
  const fixture = useConsole({ start });
  const pass = (ms: number) => {
    fixture.clock.now = new Date(fixture.clock.now.getTime() + ms);
  };
  const isIn = async (visitor: { get(path: string): Promise<Response> }) =>
    (await visitor.get("/console/sessions")).status === 200;

  test("redirects from a page to the sign-in, and back to the page afterwards", async () => {
    const visitor = await fixture.visitor();
    const sent = await visitor.get("/console/tenants?state=active&text=a%26b");
    expect(sent.status).toBe(303);
    const location = sent.headers.get("Location") ?? "";
    expect(new URL(location, "http://x").searchParams.get("next")).toBe("/console/tenants?state=active&text=a%26b");
    expect(await visitor.read(location)).toContain('value="/console/tenants?state=active&amp;text=a%26b"');
    const answer = await visitor.signIn("/console/tenants?state=active&text=a%26b");
    expect([answer.status, answer.headers.get("Location")]).toEqual([303, "/console/tenants?state=active&text=a%26b"]);
  });

  test.each([
    "https://evil.example/console",
    "//evil.example/console",
    "/\\evil.example/console",
    "/console/../panel",
    "/consolex",
    "javascript:alert(1)",
    "/console/sign-out",
    "",
  ])("never redirects to another site or back to the sign-in: %s", async (next) => {
    const visitor = await fixture.visitor();
    expect((await visitor.signIn(next)).headers.get("Location")).toBe("/console");
  });

  test("sets a cookie that is sent only by the console's own pages over https, and hidden from scripts", async () => {
    const visitor = await fixture.visitor();
    const [cookie = ""] = (await visitor.signIn()).headers.getSetCookie();
    expect(cookie).toMatch(new RegExp(`^${cookieName}=[\\w-]{43};`));
    for (const attribute of ["Path=/console", "HttpOnly", "Secure", "SameSite=Strict"]) {
      expect(cookie).toContain(`; ${attribute}`);
    }
    expect(cookie).not.toContain("Domain");
  });

  test("neither stores nor logs the token and the session's key", async () => {
    const visitor = await fixture.operator();
    const { db } = fixture.context;
    const kept = JSON.stringify([
      await db.selectFrom("operatorSessions").selectAll().execute(),
      await db.selectFrom("audit").selectAll().execute(),
    ]);
    expect(kept).not.toContain(visitor.token.slice(-43));
    expect(kept).not.toContain(visitor.cookies.get(cookieName));
    const page = await visitor.read("/console/sessions");
    expect(page).not.toContain(visitor.cookies.get(cookieName));
  });

  test("refuses an invalid token with the reason and without a cookie", async () => {
    const visitor = await fixture.visitor();
    const revoked = await fixture.visitor();
    await revokeTokens({ db: fixture.context.db, name: revoked.name, actor: "system", now: fixture.clock.now });
    for (const token of ["", "mp_", `${visitor.token}x`, `mp_${"a".repeat(16)}_${"b".repeat(43)}`, revoked.token]) {
      const answer = await visitor.signIn("/console", token);
      expect(answer.status, token).toBe(401);
      expect(answer.headers.getSetCookie()).toEqual([]);
      const page = await answer.text();
      expect(page).toContain('role="alert"');
      expect(page).toContain("unknown, expired or revoked");
      expect(page).not.toContain(visitor.token);
    }
  });

  test("refuses forms from another site and of unknown origin", async () => {
    const visitor = await fixture.operator();
    for (const headers of [
      { Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" },
      {},
      { Origin: "null" },
    ]) {
      const answer = await visitor.post("/console/sign-out", {}, headers as Record<string, string>);
      expect(answer.status).toBe(403);
    }
    expect(await isIn(visitor)).toBe(true);
  });

  test("offers a link from its own page if another site's link kept the browser from sending the strict cookie", async () => {
    const visitor = await fixture.visitor();
    const answer = await visitor.get("/console/tenants?text=x", { "Sec-Fetch-Site": "cross-site" });
    expect([answer.status, answer.headers.get("Refresh")]).toEqual([200, "0"]);
    expect(await answer.text()).toContain('href="/console/tenants?text=x"');
  });

  test("answers an automatic refresh so that the whole page redirects to the sign-in", async () => {
    const visitor = await fixture.visitor();
    const answer = await visitor.get("/console/tenants", { "HX-Request": "true" });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("HX-Redirect")).toBe("/console/sign-in?next=%2Fconsole%2Ftenants");
  });

  test("ends after an hour without use, not counting automatic refreshes", async () => {
    const visitor = await fixture.operator();
    pass(59 * minuteMs);
    expect(await isIn(visitor)).toBe(true);
    pass(59 * minuteMs);
    expect((await visitor.get("/console/sessions", { "HX-Request": "true" })).status).toBe(200);
    expect(await isIn(visitor)).toBe(true);
    pass(30 * minuteMs);
    expect((await visitor.get("/console/sessions", { "HX-Request": "true" })).status).toBe(200);
    pass(31 * minuteMs);
    expect(await isIn(visitor)).toBe(false);
  });

  test("ends after twelve hours, even while it is in use", async () => {
    const visitor = await fixture.operator();
    for (let halfHours = 0; halfHours < 23; halfHours += 1) {
      pass(hourMs / 2);
      expect(await isIn(visitor)).toBe(true);
    }
    pass(hourMs / 2);
    expect(await isIn(visitor)).toBe(false);
  });

  test("ends when its token is revoked, and at the end of the overlap when it is rotated", async () => {
    const { db } = fixture.context;
    const [revoked, rotated] = [await fixture.operator(), await fixture.operator()];
    await revokeTokens({ db, name: revoked.name, actor: "system", now: fixture.clock.now });
    expect(await isIn(revoked)).toBe(false);
    await rotateToken({ db, name: rotated.name, actor: "system", now: fixture.clock.now }, minuteMs);
    expect(await isIn(rotated)).toBe(true);
    pass(minuteMs);
    expect(await isIn(rotated)).toBe(false);
  });

  test("ends on the server when the operator signs out", async () => {
    const visitor = await fixture.operator();
    const key = visitor.cookies.get(cookieName) ?? "";
    const answer = await visitor.post("/console/sign-out");
    expect([answer.status, answer.headers.get("Location")]).toEqual([303, "/console/sign-in"]);
    expect(visitor.cookies.has(cookieName)).toBe(false);
    visitor.cookies.set(cookieName, key);
    expect(await isIn(visitor)).toBe(false);
  });

  test("allows ten wrong tokens per minute and address, then says when to retry, and still accepts a valid one", async () => {
    const visitor = await fixture.visitor();
    const tries = Array.from({ length: 12 }, () => visitor.signIn("/console", "wrong"));
    const late = (await Promise.all(tries)).find(({ status }) => status === 429);
    expect(Number(late?.headers.get("Retry-After"))).toBeGreaterThan(0);
    expect(await late?.text()).toContain("Too many failed attempts");
    expect((await visitor.signIn()).status).toBe(303);
    expect(await isIn(visitor)).toBe(true);
  });
});

describe.skipIf(!hasDatabase)("a page of the console", () => {
  const fixture = useConsole();

  test("cannot be framed or cached, and loads only its own files", async () => {
    const visitor = await fixture.operator("read");
    for (const answer of [await visitor.get("/console/sessions"), await visitor.get("/console/sign-in?x=1")]) {
      const policy = answer.headers.get("Content-Security-Policy") ?? "";
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain("unsafe");
      expect(answer.headers.get("Cache-Control")).toBe("no-store");
    }
  });

  test("that does not exist says so within the console, and only to signed-in operators", async () => {
    const visitor = await fixture.operator("read");
    const answer = await visitor.get("/console/nothing/here");
    expect(answer.status).toBe(404);
    expect(answer.headers.get("Content-Type")).toContain("text/html");
    expect(await answer.text()).toContain("Sign out");
    expect((await (await fixture.visitor()).get("/console/nothing/here")).status).toBe(303);
  });

  test("of sessions lists the signed-in operators, and ends a session, which is audited", async () => {
    const [boss, guest] = [await fixture.operator(), await fixture.operator("read")];
    const id = await sessionOf(guest.name);
    expect(await boss.read("/console/sessions")).toContain(guest.name);
    expect(await boss.submit(`/console/sessions/${id}/end`)).toContain(`The session of ${guest.name} has ended.`);
    expect((await guest.get("/console/sessions")).status).toBe(303);
    const actions = await fixture.context.db
      .selectFrom("audit")
      .select("action")
      .where("actor", "=", `operator:${boss.name}`)
      .execute();
    expect(actions.map(({ action }) => action)).toEqual(["session.open", "session.end"]);
    expect(await boss.submit(`/console/sessions/${id}/end`)).toContain("has already ended");
  });

  test("shows the result of an action once", async () => {
    const [boss, guest] = [await fixture.operator(), await fixture.operator()];
    await boss.post(`/console/sessions/${await sessionOf(guest.name)}/end`);
    const polled = await boss.get("/console/sessions", { "HX-Request": "true" });
    expect(await polled.text()).not.toContain("has ended");
    expect(await boss.read("/console/sessions")).toContain("has ended");
    expect(await boss.read("/console/sessions")).not.toContain("has ended");
  });

  test("lets a token of scope read end only sessions of its own name", async () => {
    const [guest, other] = [await fixture.operator("read"), await fixture.operator()];
    expect((await guest.post(`/console/sessions/${await sessionOf(other.name)}/end`)).status).toBe(403);
    expect((await other.get("/console/sessions")).status).toBe(200);
    const first = await sessionOf(guest.name);
    await guest.signIn();
    expect(await guest.submit(`/console/sessions/${first}/end`)).toContain("has ended");
  });

  async function sessionOf(name: string): Promise<string> {
    const { id } = await fixture.context.db
      .selectFrom("operatorSessions")
      .innerJoin("operatorTokens", "operatorTokens.id", "tokenId")
      .select("operatorSessions.id")
      .where("name", "=", name)
      .executeTakeFirstOrThrow();
    return id;
  }
});
