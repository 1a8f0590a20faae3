import { serve } from "@hono/node-server";
import type { Page } from "playwright-core";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { useConsole } from "../src/http/console/console-fixture.ts";
import {
  describeWithBrowser,
  expectAccessible,
  expectNoOverflowAtAnyWidth,
  phone,
  screenshot,
  useBrowser,
} from "../support/browser.ts";
import { seedFleet } from "../support/seed-fleet.ts";
import { testConfig } from "../support/service-context.ts";

describeWithBrowser("the operators' console", () => {
  const browser = useBrowser();
  const fixture = useConsole({ config: testConfig({ publicUrl: "http://127.0.0.1" }) });
  beforeAll(async () => {
    await seedFleet(fixture.context.db, { tenants: 400, now: fixture.clock.now });
  });

  it("takes an operator from the sign-in to a failing tenant, which can be retried, suspended, resumed and changed", async () => {
    const page = await browser.open();
    await signIn(page, "write", "sign-in");
    await look(page, "overview");
    await page.getByRole("link", { name: /^Failing/ }).click();
    await look(page, "tenants-failing");
    await page
      .getByRole("cell", { name: /owner-200@/ })
      .getByRole("link")
      .click();
    await page.getByText(/^Failed (once|\d+ times)/).waitFor();
    await look(page, "tenant-failing");
    await page.getByRole("button", { name: "Retry now" }).click();
    await page.getByRole("status").getByText("Retry requested. It starts within a few seconds").waitFor();
    expect(await page.getByText(/^Failed (once|\d+ times)/).count()).toBe(0);
    await page.getByRole("link", { name: "Suspend…" }).click();
    await page.getByLabel("Reason (for the audit log)").fill("two unpaid invoices");
    await look(page, "tenant-suspend");
    await page.getByRole("button", { name: "Suspend" }).click();
    await page.getByText("The tenant is suspended.").first().waitFor();
    await look(page, "tenant-suspended");
    await page.getByRole("button", { name: "Resume" }).click();
    await page.getByText("The tenant is active again").waitFor();
    await page.getByText("Change plan…").click();
    await look(page, "tenant-plan");
    await page.getByLabel("New plan (current: Team 2)").selectOption("pro");
    await page.getByRole("button", { name: "Change plan" }).click();
    await page.getByText("The plan is now pro.").waitFor();
    const timeline = page.getByRole("region", { name: "Activity" });
    for (const action of ["Retry requested by operator", "Suspended by operator", "Resumed by operator"]) {
      expect(await timeline.getByText(action).count(), action).toBe(1);
    }
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in to the console" }).waitFor();
    await page.goto(new URL("/console/tenants", page.url()).href);
    expect(page.url()).toContain("/console/sign-in?next=%2Fconsole%2Ftenants");
  });

  it("can be used with the keyboard only", async () => {
    const page = await browser.open();
    await page.goto(`${await start()}/console`);
    await page.keyboard.type((await fixture.visitor()).token);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").textContent()).toBe("Skip to content");
    await page.keyboard.press("Enter");
    expect(await page.locator(":focus").getAttribute("id")).toBe("main");
  });

  it("refreshes a tenant's page automatically, and keeps opened sections open", async () => {
    const page = await browser.open();
    await signIn(page);
    const [tenant] = await fixture.context.db.selectFrom("tenants").selectAll().where("state", "=", "active").execute();
    await page.goto(new URL(`/console/tenants/${tenant?.id}`, page.url()).href);
    await page.getByText("Marketplace data").click();
    await fixture.context.ledger.submit({
      key: { id: tenant?.id ?? "" },
      actor: "customer:42",
      action: "change",
      decide: (before) => (before ? { answer: "", next: { ...before, plan: "Team 2" } } : { answer: "" }),
    });
    await page.getByText("Changed by customer 42").waitFor();
    expect(await page.getByText('"region": "EU"').isVisible()).toBe(true);
  });

  it.each([
    ["wide", {}],
    ["wide-dark", { colorScheme: "dark" }],
    ["phone", phone],
    ["narrow-phone-dark", { ...phone, viewport: { width: 360, height: 740 }, colorScheme: "dark" }],
  ] as const)("is accessible: %s", { timeout: 240_000 }, async (name, options) => {
    const page = await browser.open(options);
    await signIn(page, "write", name === "wide" ? undefined : `sign-in-${name}`);
    const id = await failingTenant();
    const paths = {
      overview: "/console",
      "overview-by-day": "/console?by=day",
      tenants: "/console/tenants",
      "tenants-none": "/console/tenants?text=nobody",
      tenant: `/console/tenants/${id}`,
      "tenant-remove": `/console/tenants/${id}/remove`,
      audit: "/console/audit",
      sessions: "/console/sessions",
    };
    for (const [title, path] of Object.entries(paths)) {
      await page.goto(new URL(path, page.url()).href);
      await look(page, `${title}-${name}`);
    }
  });

  async function look(page: Page, name: string): Promise<void> {
    expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1);
    await expectNoOverflowAtAnyWidth(page);
    await expectAccessible(page);
    await screenshot(page, `console-${name}`);
  }

  async function signIn(page: Page, scope: "read" | "write" = "write", picture?: string): Promise<void> {
    const { token } = await fixture.visitor(scope);
    await page.goto(`${await start()}/console`);
    if (picture !== undefined) {
      await look(page, picture);
    }
    await page.getByLabel("Operator token").fill(token);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Overview" }).waitFor();
  }

  async function failingTenant(): Promise<string> {
    const attempts = fixture.context.db.selectFrom("attempts").select("tenantId").orderBy("failures", "desc");
    return (await attempts.executeTakeFirstOrThrow()).tenantId;
  }

  function start(): Promise<string> {
    return new Promise((resolve) => {
      const server = serve({ fetch: fixture.app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) =>
        resolve(`http://127.0.0.1:${port}`),
      );
      onTestFinished(() => void server.close());
    });
  }
});
