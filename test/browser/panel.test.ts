import { serve } from "@hono/node-server";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findFreePort } from "../../src/core/db/embedded/free-port.ts";
import type { Tenant } from "../../src/core/model/tenant.ts";
import { sealText } from "../../src/fleet/reconciler/run/seal-text.ts";
import {
  describeWithBrowser,
  expectAccessible,
  expectNoOverflowAtAnyWidth,
  phone,
  screenshot,
  useBrowser,
} from "../support/browser.ts";
import { desiredHostname, start, usePanel } from "../support/panel.ts";
import { cleverPassword, cleverSalt } from "../support/service-context.ts";

const encryptionKey = "an encryption key of the tests, forty-eight letters";
const port = await findFreePort();
const publicUrl = `http://127.0.0.1:${port}`;

/** A time this many minutes ago, by the panel's clock. */
function since(minutes: number) {
  const at = new Date(start.getTime() - minutes * 60_000);
  return { firstSeenAt: at, statusSince: at, certificateSince: at };
}

describeWithBrowser("the customers' panel in a browser", () => {
  const browser = useBrowser();
  const panel = usePanel({
    publicUrl,
    encryptionKey,
    plans: {
      dev: { title: "Dev", limits: { hostnames: 1, members: 0 } },
      pro: { title: "Professional", licenses: 4, limits: { hostnames: 5 } },
    },
    clevercloud: {
      ...{ providerId: "acme-addon", password: cleverPassword, ssoSalt: cleverSalt },
      config: {
        ACME_LICENSE_KEY: `\${licenseKey}`,
        ACME_URL: `https://acme.example/\${tenantId}`,
        ACME_SALT: `\${config:salt}`,
      },
    },
    metering: { counters: { requests: { price: "0.002" } } },
  });
  let server: ReturnType<typeof serve>;
  beforeAll(async () => {
    await new Promise<void>((resolve) => {
      server = serve({ fetch: panel.app.fetch, hostname: "127.0.0.1", port }, () => resolve());
    });
  });
  afterAll(() => void server.close());

  /** A converged tenant with domains in many states. */
  async function makeTeam(): Promise<string> {
    const names = ["shop", "status", "blog", "docs"].map((name) => `${name}.acme-shoes.com`);
    const [shop = "", status = "", blog = "", docs = ""] = names;
    const members = [{ login: "bob@acme-shoes.com" }, { login: "carla@acme-shoes.com", license: false }];
    const id = await panel.order({ desired: { hostnames: names.map(desiredHostname), members } });
    await panel.observe(shop, { status: "active", certificateStatus: "active", ...since(60 * 24 * 3) });
    await panel.observe(status, { status: "active", certificateStatus: "pending_issuance", ...since(3) });
    await panel.observe(blog, {
      details: detailsOf(blog, ["custom hostname does not CNAME to this zone."]),
      ...since(4),
    });
    const refusal = "caa_error: the CAA records of acme-shoes.com forbid letsencrypt.org to issue";
    const failed = { certificateStatus: "validation_timed_out", details: detailsOf(docs, [refusal]) };
    await panel.observe(docs, { ...failed, ...since(60 * 24 * 7) });
    const key = "AB12-CD34-EF56-GH78";
    const licenses = JSON.stringify([{ hint: "GH78", sealed: sealText(key, encryptionKey, id) }]);
    await panel.db.insertInto("tenantOutputs").values({ tenantId: id, licenses }).execute();
    await converge(id);
    const usage = {
      tenantId: id,
      period: "2026-11",
      reportKey: "a",
      cost: "12.3456",
      source: "apifew",
      reportedAt: start,
    };
    await panel.db.insertInto("usage").values(usage).execute();
    const value = JSON.stringify({ value: 6173, at: new Date(start.getTime() - 1_200_000).toISOString() });
    await panel.db
      .insertInto("facts")
      .values({ name: `counter:${id}:requests`, value })
      .execute();
    return id;
  }

  let made: Promise<string> | undefined;
  const team = () => {
    made ??= makeTeam();
    return made;
  };

  async function converge(id: string): Promise<void> {
    const { conditions } = await panel.tenant(id);
    const done = conditions.map((condition) => ({ ...condition, status: "true", observedGeneration: 1 }));
    await panel.db
      .updateTable("tenants")
      .set({ observedGeneration: 1, conditions: JSON.stringify(done) })
      .where("id", "=", id)
      .execute();
  }

  function detailsOf(hostname: string, errors: readonly string[]): string {
    const httpUrl = `http://${hostname}/.well-known/pki-validation/ca3-4f0dbbb2.txt`;
    return JSON.stringify({
      ownershipTxt: { name: `_cf-custom-hostname.${hostname}`, value: "0e2d5a7f-6548-4f1b-a05c-b94bce6a2c1a" },
      validationRecords: [{ httpUrl, httpBody: "ca3-0052344e54074d9693e89e27486692d6" }],
      errors,
    });
  }

  const domainOf = async (id: string, index: number) =>
    `/panel/domains/${(await panel.tenant(id)).desired.hostnames[index]?.hostname}`;
  const order = (wish: Parameters<typeof panel.order>[0]) => () => panel.order(wish);

  interface Look {
    readonly name: string;
    readonly of: () => Promise<string>;
    readonly path: (id: string) => Promise<string> | string;
    /** An action on the page before the assertions. */
    readonly act?: (page: Page) => Promise<unknown>;
  }
  const submit = (page: Page) => page.locator("main form button").first().click();
  const looks: readonly Look[] = [
    { name: "overview", of: team, path: () => "/panel" },
    { name: "overview-new", of: order({}), path: () => "/panel" },
    {
      name: "overview-small",
      of: order({ plan: "dev", desired: { hostnames: [desiredHostname("only.acme-shoes.com")] } }),
      path: () => "/panel",
    },
    { name: "domains", of: team, path: () => "/panel/domains" },
    { name: "domains-none", of: order({}), path: () => "/panel/domains" },
    { name: "domain-live", of: team, path: (id) => domainOf(id, 0) },
    { name: "domain-waiting", of: team, path: (id) => domainOf(id, 2) },
    { name: "domain-broken", of: team, path: (id) => domainOf(id, 3) },
    { name: "domain-remove", of: team, path: async (id) => `${await domainOf(id, 0)}/remove` },
    { name: "members", of: team, path: () => "/panel/members" },
    { name: "config-vars", of: team, path: () => "/panel/config-vars" },
    { name: "config-vars-shown", of: team, path: () => "/panel/config-vars", act: submit },
    { name: "license-keys", of: team, path: () => "/panel", act: submit },
    { name: "suspended", of: order({ state: "suspended" }), path: () => "/panel" },
  ];

  const ways = [
    { name: "wide", language: "en", options: {} },
    { name: "dark", language: "fr", options: { colorScheme: "dark" } },
    { name: "phone", language: "fr", options: { ...phone, viewport: { width: 360, height: 740 } } },
  ] as const;

  it.each(looks)(
    "$name is accessible: on a wide screen, in dark mode, on a phone, in two languages",
    async ({ name, of, path, act }) => {
      const id = await of();
      for (const way of ways) {
        const page = await browser.open(way.options);
        await page.context().addCookies([{ name: "marketplane", value: await panel.signIn(id), url: publicUrl }]);
        await page.goto(`${publicUrl}${await path(id)}?lang=${way.language}`);
        await act?.(page);
        expect(await page.locator("html").getAttribute("lang")).toBe(way.language);
        expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1);
        await expectNoOverflowAtAnyWidth(page);
        await expectAccessible(page);
        await screenshot(page, `panel-${name}-${way.name}`);
        await page.close();
      }
    },
  );

  it("works without JavaScript: a domain is added, and an invalid one is refused", async () => {
    const page = await browser.open({ javaScriptEnabled: false });
    await page
      .context()
      .addCookies([{ name: "marketplane", value: await panel.signIn(await panel.order()), url: publicUrl }]);
    await page.goto(`${publicUrl}/panel/domains`);
    await page.getByLabel("Domain", { exact: true }).fill("plain.acme-shoes.com");
    await page.getByRole("button", { name: "Add domain" }).click();
    await page.getByRole("heading", { name: "plain.acme-shoes.com" }).waitFor();
    expect(await page.getByRole("button", { name: /^Copy/ }).count()).toBe(0);
  });

  it("can be used with the keyboard only, from the skip link to the removal of a domain", async () => {
    const hostname = "keys.acme-shoes.com";
    const page = await browser.open();
    const id = await panel.order({ desired: { hostnames: [desiredHostname(hostname)] } });
    await page.context().addCookies([{ name: "marketplane", value: await panel.signIn(id), url: publicUrl }]);
    await page.goto(`${publicUrl}/panel/domains/${hostname}`);
    await page.keyboard.press("Tab");
    expect(await focusedText(page)).toBe("Skip to content");
    await page.keyboard.press("Enter");
    await tabTo(page, "Remove domain");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/remove");
    await tabTo(page, "Remove");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/panel/*/domains");
    const names = (desired: Tenant["desired"]) => desired.hostnames.map((one) => one.hostname);
    expect(names((await panel.tenant(id)).desired)).toEqual([]);
  });

  it("copies a record and confirms it", async () => {
    const page = await browser.open({ permissions: ["clipboard-read", "clipboard-write"] });
    const id = await panel.order({ desired: { hostnames: [desiredHostname("copy.acme-shoes.com")] } });
    await page.context().addCookies([{ name: "marketplane", value: await panel.signIn(id), url: publicUrl }]);
    await page.goto(`${publicUrl}/panel/domains/copy.acme-shoes.com`);
    await page.getByRole("button", { name: "Copy Value: CNAME copy.acme-shoes.com" }).click();
    await expect.poll(() => page.locator("[data-announcements]").textContent()).toBe("Copied");
    expect(await page.evaluate("navigator.clipboard.readText()")).toBe("customers.saasprovider.com");
  });
});

function focusedText(page: Page): Promise<string> {
  return page.evaluate<string>("document.activeElement.textContent.trim()");
}

async function tabTo(page: Page, text: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press("Tab");
    if ((await focusedText(page)) === text) {
      return;
    }
  }
  throw new Error(`nothing called "${text}" can be reached by the Tab key`);
}
