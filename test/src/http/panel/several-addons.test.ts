import { describe, expect, it } from "vitest";
import { hasDatabase } from "../../../support/database.ts";
import { desiredHostname, textOf, usePanel } from "../../../support/panel.ts";

const origin = "https://cp.saasprovider.com";

describe.skipIf(!hasDatabase)("two add-ons in one browser", () => {
  const panel = usePanel();

  async function twoTabs() {
    const [one, other] = [await panel.order(), await panel.order({ desired: { hostnames: [] } })];
    const cookies = await Promise.all(
      [one, other].map(async (id) => `__Host-marketplane-${id}=${await panel.signIn(id)}`),
    );
    const headers = { Cookie: cookies.join("; "), Origin: origin };
    const get = async (path: string) => panel.app.request(path, { headers });
    const post = async (path: string, fields = {}) =>
      panel.app.request(path, { method: "POST", headers, body: new URLSearchParams(fields) });
    const hostnames = async (id: string) => (await panel.tenant(id)).desired.hostnames.map(({ hostname }) => hostname);
    return { one, other, get, post, hostnames, headers };
  }

  it("are separate: each page names its own, and its forms change only that one", async () => {
    const { one, other, get, post, hostnames } = await twoTabs();
    const page = await (await get(`/panel/${one}`)).text();
    expect(textOf(page)).toContain((await panel.tenant(one)).externalId);
    expect(page).not.toContain(other);
    expect(
      page.match(/(?:action|href|hx-get)="\/panel[^"]*"/g)?.filter((link) => !link.includes(`/panel/${one}`)),
    ).toEqual([]);

    const added = await post(`/panel/${one}/domains`, { domain: "one-tab.acme.org" });
    expect([added.status, added.headers.get("location")]).toEqual([303, `/panel/${one}/domains/one-tab.acme.org`]);
    expect([await hostnames(one), await hostnames(other)]).toEqual([["one-tab.acme.org"], []]);
  });

  it("are offered for choice if an address names neither, and a form that names neither is refused", async () => {
    const { one, other, get, post, hostnames } = await twoTabs();
    for (const path of ["/panel", "/panel/domains"]) {
      const page = await (await get(path)).text();
      expect(page).toContain(`/panel/${one}"`);
      expect(page).toContain(`/panel/${other}"`);
    }
    expect((await post("/panel/domains", { domain: "whose.acme.org" })).status).toBe(409);
    expect([await hostnames(one), await hostnames(other)]).toEqual([[], []]);
  });

  it("are signed out separately", async () => {
    const { one, other, get, post } = await twoTabs();
    await post(`/panel/${one}/log-out`);

    expect((await get(`/panel/${one}`)).status).toBe(401);
    expect((await get(`/panel/${other}`)).status).toBe(200);
  });

  it("refuse the cookie of one at the address of the other", async () => {
    const [one, other] = [
      await panel.order(),
      await panel.order({ desired: { hostnames: [desiredHostname("kept.acme.org")] } }),
    ];
    const key = await panel.signIn(one);
    const Cookie = `__Host-marketplane-${other}=${key}; __Host-marketplane=${key}`;
    const answer = await panel.app.request(`/panel/${other}`, { headers: { Cookie } });

    expect(answer.status).toBe(401);
    expect(await answer.text()).not.toContain("kept.acme.org");
  });

  it("keep a session from before each had its own cookie", async () => {
    const one = await panel.order();
    const headers = { Cookie: `__Host-marketplane=${await panel.signIn(one)}` };

    expect((await panel.app.request("/panel", { headers })).status).toBe(200);
    expect((await panel.app.request(`/panel/${one}/domains`, { headers })).status).toBe(200);
  });
});
