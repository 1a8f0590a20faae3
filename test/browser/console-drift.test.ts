import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import {
  describeWithBrowser,
  expectAccessible,
  expectNoOverflow,
  phone,
  screenshot,
  useBrowser,
} from "../support/browser.ts";
import { hasDatabase } from "../support/database.ts";
import { describeWithEngine } from "../support/engine.ts";
import { startDriftConsole } from "./drift-console.ts";

const timeout = 300_000;
/** A scan or a remediation takes a second or two, and longer on a busy machine. */
const patience = { timeout: 90_000 };

describeWithBrowser("drift in the console", () => {
  describeWithEngine("with a worker and the vendors", () => {
    const browser = useBrowser();

    it.skipIf(!hasDatabase)(
      "takes an operator from the finding to its live remediation, and assigns a stray hostname to a tenant",
      { timeout },
      async () => {
        const { harness, origin, token, converged, byHand } = await startDriftConsole();
        await harness.want("acme", { hostnames: ["shop.acme-shoes.com", "docs.acme-shoes.com"] });
        const other = await harness.want("globex", { hostnames: ["www.globex.com"] });
        await converged();
        await byHand("DELETE", "shop.acme-shoes.com");
        await byHand("PATCH", "docs.acme-shoes.com", { ssl: { method: "txt", type: "dv" } });
        await byHand("POST", "stray.globex.com", { hostname: "stray.globex.com", ssl: { method: "http", type: "dv" } });

        const page = await browser.open();
        const secret = await token("write");
        await signIn(page, origin, secret);
        await toDrift(page);
        await look(page, "drift-never");
        await page.getByRole("button", { name: "Scan now" }).click();
        await page.getByRole("link", { name: /shop\.acme-shoes\.com is gone/ }).waitFor(patience);
        await look(page, "drift-found");

        // The finding, its details, and its remediation, without a manual reload of the page.
        await page.getByRole("link", { name: /docs\.acme-shoes\.com: ssl\.method/ }).click();
        await page.getByRole("heading", { name: "Desired" }).waitFor();
        await look(page, "drift-finding");
        await page.getByRole("link", { name: "Remediate…" }).click();
        await look(page, "drift-remediate");
        await page.getByRole("button", { name: "Remediate" }).click();
        await page.getByText("the vendor matches the declaration").waitFor(patience);
        await look(page, "drift-remediated");
        expect((await harness.vendors()).hostnames).toContain("shop.acme-shoes.com");

        await toDrift(page);
        await page.getByRole("link", { name: /stray\.globex\.com/ }).click();
        await page.getByRole("link", { name: "Assign to a tenant…" }).click();
        await page.getByLabel("Tenant").fill("nobody");
        await page.getByRole("button", { name: "Assign" }).click();
        await page.getByRole("alert").getByText("No tenant matches").waitFor();
        await look(page, "drift-adopt");
        await page.getByLabel("Tenant").fill("globex@customer.com");
        await page.getByRole("button", { name: "Assign" }).click();
        await page.getByText("stray.globex.com now belongs to the tenant").waitFor();
        expect(page.url()).toBe(`${origin}/console/tenants/${other}`);
        await converged();
        await toDrift(page);
        await page.getByRole("button", { name: "Scan now" }).click();
        await page.getByRole("link", { name: /stray\.globex\.com/ }).waitFor({ ...patience, state: "detached" });
        await look(page, "drift-after");

        for (const name of ["wide", "dark", "phone"] as const) {
          const options = { wide: {}, dark: { colorScheme: "dark" as const }, phone };
          const visitor = await browser.open(options[name]);
          await signIn(visitor, origin, secret);
          await lookAround(visitor, origin, name);
        }
      },
    );

    async function lookAround(page: Page, origin: string, name: string): Promise<void> {
      for (const path of ["drift?state=closed", "drift/scans", "shards", "runs", "vendors", "requests"]) {
        await page.goto(`${origin}/console/${path}`);
        await look(page, `${path.replaceAll(/\W+/g, "-")}-${name}`);
      }
      await page.goto(`${origin}/console/drift?state=closed`);
      await page.getByRole("link", { name: /docs\.acme-shoes\.com/ }).click();
      await look(page, `finding-${name}`);
      await page.goto(`${origin}/console/shards`);
      await page
        .getByRole("link", { name: /^shard-/ })
        .first()
        .click();
      await look(page, `shard-${name}`);
      await page
        .getByRole("link", { name: /^Run \d/ })
        .first()
        .click();
      await page.getByRole("heading", { name: "Changes by resource" }).waitFor();
      await look(page, `run-${name}`);
    }

    function toDrift(page: Page): Promise<void> {
      const links = page.getByRole("navigation", { name: "Console" });
      return links.getByRole("link", { name: "Drift" }).click();
    }

    async function signIn(page: Page, origin: string, token: string): Promise<void> {
      await page.goto(`${origin}/console`);
      await page.getByLabel("Operator token").fill(token);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("heading", { name: "Overview" }).waitFor();
    }

    async function look(page: Page, name: string): Promise<void> {
      expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1);
      await expectNoOverflow(page);
      await expectAccessible(page);
      await screenshot(page, `console-${name}`);
    }
  });
});
