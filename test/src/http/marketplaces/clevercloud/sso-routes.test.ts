import { createHash } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { newTenantId } from "../../../../../src/core/ledger/new-tenant-id.ts";
import type { TenantState } from "../../../../../src/core/model/tenant.ts";
import { createApp } from "../../../../../src/process/app.ts";
import { hasDatabase } from "../../../../support/database.ts";
import { useLedger } from "../../../../support/ledger.ts";
import { cleverSalt, testConfig, testConfigWithCleverCloud, testContext } from "../../../../support/service-context.ts";

const ssoPath = "/clevercloud/sso/login";
const start = new Date("2026-10-30T07:30:00Z");
const fields = { email: "ada@customer.com", user_id: "user_1", "nav-data": "" };

describe.skipIf(!hasDatabase)("a customer with the console's form", () => {
  const held = useLedger();
  let time = start;
  beforeEach(async () => {
    time = start;
    const { db } = held.database;
    await db.deleteFrom("facts").execute();
    await db.deleteFrom("ssoForms").execute();
    await db.deleteFrom("sessions").execute();
  });

  function browser(config = testConfig()) {
    const { db } = held.database;
    const now = () => time;
    const { ledger } = held;
    const app = createApp(testContext({ db, ledger, config, now }));
    const bring = (form: Record<string, string>, { headers = {}, from = "192.0.2.1" } = {}) =>
      app.request(
        ssoPath,
        { method: "POST", body: new URLSearchParams(form), headers },
        { incoming: { socket: { remoteAddress: from } } },
      );
    const panel = (answer: Response) => app.request("/panel", { headers: { Cookie: cookieOf(answer) } });
    const addon = async (state: TenantState = "active") => {
      const externalId = `addon_${newTenantId()}`;
      const desired = { members: [], hostnames: [], counters: {} };
      return ledger.submit({
        key: { source: "clevercloud", externalId },
        actor: "clevercloud",
        action: "provision",
        decide: (_, { newId: id }) => ({
          answer: id,
          next: { id, source: "clevercloud", externalId, state, plan: "pro", desired, marketplace: {} },
        }),
      });
    };
    return { app, bring, panel, addon };
  }

  test("is redirected to the panel and sees the add-on", async () => {
    const { bring, panel, addon } = browser();
    const id = await addon();

    const answer = await bring(signedForm(id));
    const page = await panel(answer);

    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toMatch(/^\/panel\/[a-z]{26}$/);
    expect(page.status).toBe(200);
    expect(await page.text()).toMatch(/Professional[\s\S]*ada@customer\.com/);
  });

  test("gets a cookie that works in an iframe and is hidden from scripts, and pages that only the console may frame", async () => {
    const { bring, panel, addon } = browser();

    const answer = await bring(signedForm(await addon()));
    const page = await panel(answer);

    const cookie = answer.headers.getSetCookie().join();
    expect(cookie).toMatch(/^__Host-marketplane-[a-z]{26}=[\w-]{43};/);
    for (const attribute of ["HttpOnly", "Secure", "SameSite=None", "Partitioned", "Path=/", "Expires="]) {
      expect(cookie).toContain(attribute);
    }
    expect(page.headers.get("content-security-policy")).toContain("frame-ancestors https://console.clever-cloud.com");
    expect(page.headers.get("x-frame-options")).toBeNull();
  });

  test("gets a cookie for plain http if publicUrl is http", async () => {
    const { bring, panel, addon } = browser(testConfig({ publicUrl: "http://localhost:8080" }));

    const answer = await bring(signedForm(await addon()));

    const [first = "", second = ""] = answer.headers.getSetCookie();
    expect(first).toMatch(/^marketplane-[a-z]{26}=.*HttpOnly; SameSite=None/);
    expect(second).toMatch(/^marketplane-[a-z]{26}=.*HttpOnly; SameSite=Lax/);
    expect(first + second).not.toMatch(/Secure|Partitioned/);
    expect((await panel(answer)).status).toBe(200);
  });

  test("may use a link or a multipart form", async () => {
    const { app, addon } = browser();
    const id = await addon();
    const multipart = new FormData();
    for (const [name, value] of Object.entries(signedForm(id, { user_id: "user_2" }))) {
      multipart.set(name, value);
    }

    const linked = await app.request(`${ssoPath}?${new URLSearchParams(signedForm(id))}`);
    const posted = await app.request(ssoPath, { method: "POST", body: multipart });

    expect([linked.status, posted.status]).toEqual([303, 303]);
  });

  test("is signed in once by each form, even if it is sent many times at once", async () => {
    const { bring, addon } = browser();
    const form = signedForm(await addon());

    const answers = await Promise.all(Array.from({ length: 20 }, () => bring(form)));

    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([303, ...Array.from({ length: 19 }, () => 403)]);
    expect((await bring({ ...form, signature: form.signature?.toUpperCase() ?? "" })).status).toBe(403);
  });

  test("reaches the panel after a double click, by either answer", async () => {
    const { bring, panel, addon } = browser();
    const form = signedForm(await addon());
    const headers = { "User-Agent": "Firefox", "Accept-Language": "fr" };
    const answers = await Promise.all(Array.from({ length: 5 }, () => bring(form, { headers })));
    time = new Date(start.getTime() + 60_000);
    answers.push(await bring(form, { headers }));
    for (const answer of answers) {
      expect(answer.status).toBe(303);
      expect((await panel(answer)).status).toBe(200);
    }
  });

  test("is not signed in by a form that another browser used, even at a second attempt, or by a stale one", async () => {
    const { bring, addon } = browser();
    const form = signedForm(await addon());
    const headers = { "User-Agent": "Firefox", "Accept-Language": "fr" };
    expect((await bring(form, { headers })).status).toBe(303);
    const others = [
      { headers: { ...headers, "User-Agent": "Chrome" } },
      { headers: { ...headers, "Accept-Language": "en" } },
      { headers, from: "192.0.2.2" },
      { headers: {} },
    ];
    for (const other of [...others, ...others]) {
      expect((await bring(form, other)).status).toBe(403);
    }
    time = new Date(start.getTime() + 5 * 60_000 + 1);
    expect((await bring(form, { headers })).status).toBe(403);
  });

  test.each([
    ["HEAD", {}],
    ["GET", { "Sec-Purpose": "prefetch" }],
    ["GET", { "Sec-Purpose": "prefetch;prerender" }],
    ["GET", { Purpose: "prefetch" }],
  ])("can still use a link after a request with %s and %j", async (method, headers) => {
    const { app, addon } = browser();
    const path = `${ssoPath}?${new URLSearchParams(signedForm(await addon()))}`;
    const looked = await app.request(path, { method, headers });
    expect([looked.status, looked.headers.getSetCookie()]).toEqual([204, []]);
    expect((await app.request(path)).status).toBe(303);
  });

  test("is signed in by a bare token only until the first signed form", async () => {
    const { bring, addon } = browser();
    const id = await addon();

    expect((await bring(bareForm(id))).status).toBe(303);
    time = new Date(start.getTime() + 1000);
    expect((await bring(signedForm(id))).status).toBe(303);
    time = new Date(start.getTime() + 2000);
    expect((await bring(bareForm(id))).status).toBe(403);
  });

  test.each([
    ["always", [303, 303, 303]],
    ["never", [403, 303, 403]],
  ])("is signed in by a bare token %s if it is so configured", async (bareToken, statuses) => {
    const { bring, addon } = browser(testConfigWithCleverCloud({ bareToken }));
    const id = await addon();
    const seen: number[] = [];
    for (const form of [bareForm, signedForm, bareForm]) {
      time = new Date(time.getTime() + 1000);
      seen.push((await bring(form(id))).status);
    }

    expect(seen).toEqual(statuses);
  });

  test("is not signed in by the token of a used form, even if bare tokens are accepted", async () => {
    const { bring, addon } = browser(testConfigWithCleverCloud({ bareToken: "always" }));
    const id = await addon();
    const form = { ...signedForm(id), token: bareForm(id).token ?? "" };
    await bring(form);

    expect((await bring({ ...form, signature: "", user_id: "user_victim" })).status).toBe(403);
  });

  test("has no identity after a bare token, which does not cover user and email", async () => {
    const { bring, addon } = browser();
    await bring(bareForm(await addon()));

    const sessions = await held.database.db.selectFrom("sessions").select(["userId", "email"]).execute();

    expect(sessions).toEqual([{ userId: null, email: null }]);
  });

  test.each([
    ["forged", (id: string) => ({ ...signedForm(id), email: "victim@customer.com" }), 403],
    ["for an unknown add-on", () => signedForm(newTenantId()), 403],
    ["for an invalid id", () => signedForm("\u0000"), 403],
    ["empty", () => ({}), 403],
  ])("gets a page if the form is %s, without cookie and internals", async (_, form, status) => {
    const { bring, addon } = browser();

    const answer = await bring(form(await addon()));
    const text = await answer.text();

    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toContain("text/html");
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(text).toContain("Sign-in failed");
    expect(text).not.toMatch(/forged|stale|salt|signature/i);
  });

  test("learns that the add-on was deleted", async () => {
    const { bring, addon } = browser();

    const answer = await bring(signedForm(await addon("removed")));

    expect(answer.status).toBe(410);
    expect(await answer.text()).toContain("deleted");
  });

  test("learns in the console's frame that the browser blocks cookies, and elsewhere where to sign in", async () => {
    const { app } = browser();
    const ask = async (destination: string) =>
      (await app.request("/panel", { headers: { "Sec-Fetch-Dest": destination } })).text();
    expect(await ask("iframe")).toContain("blocks cookies");
    expect(await ask("document")).not.toContain("blocks cookies");
  });

  test("still sees a suspended add-on", async () => {
    const { bring, panel, addon } = browser();

    expect(await (await panel(await bring(signedForm(await addon("suspended"))))).text()).toContain("suspended");
  });

  test("is signed out after eight hours, and when the add-on is deleted", async () => {
    const { bring, panel, addon } = browser();
    const expiring = await bring(signedForm(await addon()));
    const id = await addon();
    const deleted = await bring(signedForm(id));

    await held.database.db.updateTable("tenants").set({ state: "removed" }).where("id", "=", id).execute();
    expect((await panel(deleted)).status).toBe(410);
    time = new Date(start.getTime() + 8 * 60 * 60_000);
    expect((await panel(expiring)).status).toBe(401);
  });

  test("signs out, but only from the panel's own pages", async () => {
    const { app, bring, panel, addon } = browser();
    const answer = await bring(signedForm(await addon()));
    const logOut = (origin: string) =>
      app.request("/panel/log-out", { method: "POST", headers: { Cookie: cookieOf(answer), Origin: origin } });

    const elsewhere = await logOut("https://evil.example.com");
    const stillThere = await panel(answer);
    const own = await logOut("https://cp.saasprovider.com");

    expect(elsewhere.status).toBe(403);
    expect(stillThere.status).toBe(200);
    expect(own.status).toBe(200);
    expect(own.headers.getSetCookie().join()).toMatch(/__Host-marketplane-[a-z]{26}=; Max-Age=0/);
    expect((await panel(answer)).status).toBe(401);
  });

  test("has no session key in the database", async () => {
    const { bring, addon } = browser();
    const answer = await bring(signedForm(await addon()));
    const key = cookieOf(answer).split("=")[1] ?? "";

    const [session] = await held.database.db.selectFrom("sessions").selectAll().execute();

    expect(session).toMatchObject({ userId: "user_1", email: "ada@customer.com" });
    expect(JSON.stringify(session)).not.toContain(key);
  });

  function signedForm(id: string, changes: Record<string, string> = {}): Record<string, string> {
    const form = { ...fields, ...changes, id, timestamp: String(time.getTime()) };
    const signature = createHash("sha512")
      .update([id, form.user_id, form.email, form["nav-data"], cleverSalt, form.timestamp].join(":"))
      .digest("hex");
    return { ...form, signature };
  }

  function bareForm(id: string): Record<string, string> {
    const timestamp = String(time.getTime());
    const token = createHash("sha1").update(`${id}:${cleverSalt}:${timestamp}`).digest("hex");
    return { ...fields, id, timestamp, token };
  }
});

function cookieOf(answer: Response): string {
  return answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}
