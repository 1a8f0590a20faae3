import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { hasDatabase } from "../../../support/database.ts";
import { usePanel } from "../../../support/panel.ts";
import { cleverSalt } from "../../../support/service-context.ts";

const origin = "https://cp.saasprovider.com";
const framed = { "Sec-Fetch-Dest": "iframe" };

describe.skipIf(!hasDatabase)("a customer whose browser keeps no cookies in the console's frame", () => {
  const panel = usePanel();
  const get = (path: string, headers: Record<string, string> = framed) => panel.app.request(path, { headers });

  /** The page that the console's form opens. */
  async function signIn(id: string, headers: Record<string, string> = framed): Promise<Response> {
    const form = { id, timestamp: String(panel.clock.time.getTime()), email: "ada@acme.com", user_id: "user_1" };
    const proof = [id, form.user_id, form.email, "", cleverSalt, form.timestamp].join(":");
    const signature = createHash("sha512").update(proof).digest("hex");
    const body = new URLSearchParams({ ...form, signature });
    return panel.app.request("/clevercloud/sso/login", { method: "POST", body, headers });
  }

  const landingOf = (answer: Response) => answer.headers.get("location") ?? "";
  const ticketOf = (text: string) => /name="ticket" value="([\w-]{43})"/.exec(text)?.[1] ?? "";
  const cookieOf = (answer: Response) => answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";

  /** The ticket of the page that a frame without cookies shows after signing in. */
  async function findTicket(id: string): Promise<string> {
    return ticketOf(await (await get(landingOf(await signIn(id)))).text());
  }

  const openTab = (id: string, ticket: string, headers: Record<string, string> = { Origin: origin }) =>
    panel.app.request(`/panel/${id}/new-tab`, { method: "POST", body: new URLSearchParams({ ticket }), headers });

  test.each([
    ["en", "blocks cookies", "Open in a new tab"],
    ["fr", "bloque les cookies", "Ouvrir dans un nouvel onglet"],
  ])(
    "learns the reason in %s, and opens the panel in a new tab, signed in as the same user",
    async (language, why, label) => {
      const id = await panel.order();
      const page = await get(landingOf(await signIn(id)), { ...framed, "Accept-Language": language });
      const text = await page.text();
      expect(page.status).toBe(401);
      expect(text).toContain(why);
      expect(text).toMatch(
        new RegExp(
          `<form method="post" action="/panel/${id}/new-tab" target="_blank" rel="noopener">[^]*${label}</button>`,
        ),
      );
      const tab = await openTab(id, ticketOf(text));
      expect([tab.status, landingOf(tab)]).toEqual([303, `/panel/${id}`]);
      const overview = await get(landingOf(tab), { Cookie: cookieOf(tab) });
      expect(overview.status).toBe(200);
      expect(await overview.text()).toContain("ada@acme.com");
    },
  );

  test("finds no reusable ticket in an address: the page uses up its own, which works once", async () => {
    const id = await panel.order();
    const landing = landingOf(await signIn(id));
    expect(landing).toMatch(new RegExp(`^/panel/${id}\\?ticket=[\\w-]{43}$`));
    const ticket = landing.split("=")[1] ?? "";
    const shown = ticketOf(await (await get(landing)).text());
    expect(shown).not.toBe(ticket);
    expect((await openTab(id, ticket)).status).toBe(403);
    expect(landingOf(await get(landing))).toBe(`/panel/${id}`);
    expect(await (await get(`/panel/${id}`)).text()).not.toContain('name="ticket"');
  });

  test("opens one session with a ticket, even if it is sent many times at once", async () => {
    const id = await panel.order();
    const ticket = await findTicket(id);
    const answers = await Promise.all(Array.from({ length: 10 }, () => openTab(id, ticket)));
    const opened = answers.filter(({ status }) => status === 303);
    expect(opened).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 403)).toHaveLength(9);
    const again = await openTab(id, ticket, { Origin: origin, Cookie: cookieOf(opened[0] ?? new Response()) });
    expect([again.status, landingOf(again), again.headers.getSetCookie()]).toEqual([303, `/panel/${id}`, []]);
  });

  test("is refused with a ticket that is unknown, of another add-on, two minutes old or from another site", async () => {
    const [id, other] = [await panel.order(), await panel.order()];
    const ticket = await findTicket(id);
    expect((await openTab(id, "unknown")).status).toBe(403);
    expect((await openTab(id, "")).status).toBe(403);
    expect((await openTab(other, ticket)).status).toBe(403);
    expect((await openTab(id, ticket, { Origin: "https://evil.example.com" })).status).toBe(403);
    expect((await openTab(id, ticket, {})).status).toBe(403);
    panel.clock.time = new Date(panel.clock.time.getTime() + 2 * 60_000);
    const late = await openTab(id, ticket);
    expect([late.status, late.headers.getSetCookie()]).toEqual([403, []]);
  });

  test("cannot use a ticket as a session's key, or find it in the database", async () => {
    const id = await panel.order();
    const ticket = await findTicket(id);
    const asKey = await get(`/panel/${id}`, { Cookie: `__Host-marketplane-${id}=${ticket}` });
    expect(asKey.status).toBe(401);
    expect(JSON.stringify(await panel.db.selectFrom("sessions").selectAll().execute())).not.toContain(ticket);
  });

  test("gets a ticket only by a form in a frame, and none if the browser keeps the cookie", async () => {
    const id = await panel.order();
    expect(landingOf(await signIn(id, { "Sec-Fetch-Dest": "document" }))).toBe(`/panel/${id}`);
    panel.clock.time = new Date(panel.clock.time.getTime() + 1000);
    const kept = await signIn(id);
    const page = await get(landingOf(kept), { ...framed, Cookie: cookieOf(kept) });
    expect([page.status, landingOf(page)]).toEqual([303, `/panel/${id}`]);
  });

  test("later finds a link to a new tab, which may have an open session", async () => {
    const id = await panel.order();
    const link = `<a class="button" href="/panel/${id}" target="_blank" rel="noopener">Open in a new tab</a>`;
    expect(await (await get(`/panel/${id}/domains`)).text()).toContain(link);
    expect(await (await get("/panel")).text()).toContain('href="/panel" target="_blank"');
  });

  test("does not use up a ticket by a HEAD request", async () => {
    const id = await panel.order();
    const landing = landingOf(await signIn(id));
    await panel.app.request(landing, { method: "HEAD", headers: framed });
    expect(ticketOf(await (await get(landing)).text())).not.toBe("");
  });
});
