import type { FrameLocator, Page } from "playwright-core";
import { expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { connectCloudflare } from "../../providers/cloudflare/connect.ts";
import type { ControlPlaneConfig } from "../../src/core/config/control-plane-config.ts";
import { startControlPlane } from "../../src/process/start-control-plane.ts";
import { describeWithBrowser, expectAccessible, phone, screenshot, useBrowser } from "../support/browser.ts";
import { hasDatabase } from "../support/database.ts";
import { describeWithEngine } from "../support/engine.ts";
import { KillableWorker } from "../support/killable-worker.ts";
import { startMarketplaceConsole } from "../support/marketplace-console.ts";
import { type ReconcilerHarness, startReconcilerHarness } from "../support/reconciler-harness.ts";
import type { TestSandbox } from "../support/sandbox.ts";
import { silentLog } from "../support/silent-log.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startTlsFront } from "./tls-front.ts";

const hostname = "shop.acme-shoes.com";
/** The engine, the sandbox's clock and the hostnames' watcher all take their time. */
const soon = { timeout: 120_000 };

const Ordered = z.object({ provider: z.object({ body: z.object({ id: z.string() }) }) });

/** The seller's own part of the zone, to which customers' domains point. */
async function prepareZone({ sandbox, config }: ReconcilerHarness): Promise<void> {
  const cloudflare = connectCloudflare(sandbox.settings);
  const { zoneId, fallbackOrigin, cnameTarget } = config.deployment;
  const origin = { type: "A", name: fallbackOrigin.hostname, content: fallbackOrigin.content, ttl: 1, proxied: true };
  const target = { type: "CNAME", name: cnameTarget.hostname, content: fallbackOrigin.hostname, ttl: 1, proxied: true };
  await cloudflare.createDnsRecord(zoneId, origin);
  await cloudflare.createDnsRecord(zoneId, target);
  await cloudflare.putFallbackOrigin(zoneId, fallbackOrigin.hostname);
}

/** A control plane with its worker, behind https, and the console that customers come from. */
async function startAll() {
  const harness = await startReconcilerHarness({ isOneShard: true });
  await prepareZone(harness);
  const front = await startTlsFront();
  let addonId = "";
  const console = await startMarketplaceConsole({
    ssoUrl: `${front.url}/clevercloud/sso/login`,
    salt: harness.variables.SSO_SALT ?? "",
    addonId: () => addonId,
  });
  const { clevercloud, ...rest } = harness.config;
  const config: ControlPlaneConfig = {
    ...rest,
    publicUrl: front.url,
    listen: { host: "127.0.0.1", port: 0 },
    ...(clevercloud && { clevercloud: { ...clevercloud, frameAncestors: [console] } }),
    plans: { basic: { title: "Basic", limits: { hostnames: 2, members: 2 }, licenses: 3 } },
  };
  const environment = (name: string) => harness.variables[name];
  const controlPlane = await startControlPlane(config, { environment, log: silentLog });
  onTestFinished(() => controlPlane.close());
  front.leadTo(controlPlane.url);
  const worker = new KillableWorker({ config, variables: harness.variables }, await temporaryFolder());
  onTestFinished(async () => void (await worker.stop()));
  expect(await worker.name, worker.lastWords.join("\n")).toBeDefined();
  const order = async () => {
    const baseUrl = `${controlPlane.url}/clevercloud/resources`;
    const body = { baseUrl, plan: "basic", ownerEmail: "jane@acme-shoes.com" };
    const ordered = await harness.sandbox.control("POST", "/clevercloud/orders", body);
    addonId = Ordered.parse(ordered).provider.body.id;
  };
  return { console, order, sandbox: harness.sandbox };
}

/** A customer's actions, the same in an iframe and in a separate window. */
async function liveThrough(view: FrameLocator | Page, sandbox: TestSandbox, look: (name: string) => Promise<void>) {
  await view.getByRole("heading", { level: 1 }).waitFor(soon);
  await look("arrived");
  await view.getByText("Your license is ready.").waitFor(soon);
  await look("ready");
  await view.getByRole("link", { name: "Add domain" }).click();
  await view.getByLabel("Domain", { exact: true }).fill(hostname);
  await look("domains");
  await view.getByRole("button", { name: "Add domain" }).click();
  await view.getByRole("heading", { name: hostname }).waitFor();
  // The page must update without a reload.
  await view.locator("html").evaluate((root) => root.setAttribute("data-same", ""));
  await view.getByText("Waiting for DNS").waitFor(soon);
  await view.getByText(`_cf-custom-hostname.${hostname}`).first().waitFor(soon);
  await look("waiting");
  const content = await view.getByRole("button", { name: `Copy Value: CNAME ${hostname}` }).getAttribute("data-copy");
  await sandbox.control("POST", "/dns", { name: hostname, type: "CNAME", content });
  await view.getByRole("status").getByText("Live", { exact: true }).waitFor(soon);
  expect(await view.locator("html").getAttribute("data-same")).toBe("");
  await look("live");
  await view.getByRole("link", { name: "Overview" }).click();
  await view.getByRole("heading", { name: "Everything works" }).waitFor(soon);
  await look("everything-works");
  await view.getByRole("link", { name: hostname }).click();
  await view.getByRole("link", { name: "Remove domain" }).click();
  await view.getByRole("button", { name: "Remove" }).click();
  await view.getByText("No domains yet.").waitFor();
  await view.getByRole("button", { name: "Sign out" }).click();
  await view.getByRole("heading", { name: "You are signed out" }).waitFor();
}

describeWithEngine("the customer's whole path, from the order to a working domain", () => {
  describeWithBrowser("in a browser", () => {
    const browser = useBrowser();
    const ways = [
      { name: "framed", path: "/", options: {} },
      { name: "alone", path: "/alone", options: phone },
    ] as const;

    it.skipIf(!hasDatabase).each(ways)("works $name", { timeout: 400_000 }, async ({ name, path, options }) => {
      const { console, order, sandbox } = await startAll();
      await order();
      const page = await browser.open({ ...options, ignoreHTTPSErrors: true });
      await page.goto(`${console}${path}`);
      await page.getByRole("button", { name: "Open the add-on" }).click();
      const view = name === "framed" ? page.frameLocator("iframe[name=addon]") : page;
      await liveThrough(view, sandbox, async (step) => {
        await expectAccessible(page);
        await screenshot(page, `path-${name}-${step}`);
      });
    });
  });
});
