import { expect, it } from "vitest";
import type { RouteGroup } from "../../src/http/kernel/service-env.ts";
import { createApp } from "../../src/process/app.ts";
import { describeWithBrowser, expectAccessible, screenshot, useBrowser } from "../support/browser.ts";
import { hasDatabase } from "../support/database.ts";
import { provision, useLedger } from "../support/ledger.ts";
import { startMarketplaceConsole } from "../support/marketplace-console.ts";
import { serveLoopback } from "../support/serve-loopback.ts";
import { cleverPassword, cleverSalt, testConfig, testContext } from "../support/service-context.ts";

describeWithBrowser("a frame in which the browser keeps no cookies", () => {
  const browser = useBrowser();
  const held = useLedger();

  /** A console that shows the panel in a frame. Over plain http a browser drops the panel's cookies there. */
  async function startConsole(): Promise<string> {
    const apps: RouteGroup[] = [];
    const publicUrl = await serveLoopback((request) => apps[0]?.fetch(request) ?? new Response("", { status: 503 }));
    const id = await held.ledger.submit(provision("addon_1", "pro", []));
    const ssoUrl = `${publicUrl}/clevercloud/sso/login`;
    const origin = await startMarketplaceConsole({ ssoUrl, salt: cleverSalt, addonId: () => String(id) });
    const clevercloud = { providerId: "acme-addon", password: cleverPassword, ssoSalt: cleverSalt };
    const config = testConfig({ publicUrl, clevercloud: { ...clevercloud, frameAncestors: [origin] } });
    apps.push(createApp(testContext({ db: held.database.db, ledger: held.ledger, config, now: () => new Date() })));
    return origin;
  }

  it.skipIf(!hasDatabase)("offers a link, usable by keyboard, to a signed-in new tab", async () => {
    const page = await browser.open();
    await page.goto(await startConsole());
    await page.getByRole("button", { name: "Open the add-on" }).click();
    const button = page.frameLocator("iframe[name=addon]").getByRole("button", { name: "Open in a new tab" });
    await button.waitFor();
    expect(browser.takeFault()).toContain("status of 401");
    await expectAccessible(page);
    await screenshot(page, "panel-new-tab");
    await button.focus();
    const [tab] = await Promise.all([page.context().waitForEvent("page"), page.keyboard.press("Enter")]);
    await tab.getByText("Signed in as jane@acme-shoes.com").waitFor();
    expect(new URL(tab.url()).search).toBe("");
    expect(await tab.evaluate("window.opener")).toBeNull();
  });
});
