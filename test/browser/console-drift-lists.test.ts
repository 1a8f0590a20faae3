import { serve } from "@hono/node-server";
import type { Page } from "playwright-core";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { latencyClass, noDurations } from "../../src/core/telemetry/latency.ts";
import { useConsole } from "../src/http/console/console-fixture.ts";
import {
  describeWithBrowser,
  expectAccessible,
  expectNoOverflow,
  phone,
  screenshot,
  useBrowser,
} from "../support/browser.ts";
import { hasDatabase } from "../support/database.ts";
import { seedFleet } from "../support/seed-fleet.ts";
import { testConfig } from "../support/service-context.ts";

const minuteMs = 60_000;
const goodMinute = { calls: 24, failed: 0, rateLimited: 0, retried: 0, durations: durationsOf({ 90: 20, 350: 4 }) };
const badMinute = { calls: 40, failed: 9, rateLimited: 3, retried: 8, durations: durationsOf({ 2000: 36, 5000: 4 }) };

describeWithBrowser("the console's lists", () => {
  const browser = useBrowser();
  const fixture = useConsole({ config: testConfig({ publicUrl: "http://127.0.0.1" }) });
  beforeAll(async () => {
    const { db } = fixture.context;
    await seedFleet(db, { tenants: 400, now: fixture.clock.now });
    await seedDetails();
    await seedVendors();
  });

  it.skipIf(!hasDatabase).each([
    ["wide", {}],
    ["dark", { colorScheme: "dark" }],
    ["phone", phone],
  ] as const)("is accessible: %s", { timeout: 240_000 }, async (name, options) => {
    const page = await browser.open(options);
    const origin = await start();
    await page.goto(`${origin}/console/shards`);
    await page.getByLabel("Operator token").fill((await fixture.visitor()).token);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Shards" }).waitFor();
    await look(page, `fleet-shards-${name}`);
    for (const path of [
      "runs",
      "runs?outcome=failed",
      "vendors",
      "vendors?by=hour",
      "requests",
      "requests?status=5xx",
    ]) {
      await page.goto(`${origin}/console/${path}`);
      await look(page, `fleet-${path.replaceAll(/\W+/g, "-")}-${name}`);
    }
    await page.getByRole("link", { name: /^PUT / }).first().click();
    await page.getByRole("heading", { name: "Request body" }).waitFor();
    await look(page, `fleet-request-${name}`);
    await page.getByRole("link", { name: "Replay…" }).click();
    await look(page, `fleet-replay-${name}`);
    await page.goto(`${origin}/console/runs/${await detailedRun()}`);
    await look(page, `fleet-run-${name}`);
  });

  it.skipIf(!hasDatabase)("replays a request and shows the new answer", async () => {
    const page = await browser.open();
    const origin = await start();
    await page.goto(`${origin}/console/requests?status=4xx`);
    await page.getByLabel("Operator token").fill((await fixture.visitor()).token);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("link", { name: /^PUT / }).first().click();
    await page.getByRole("link", { name: "Replay…" }).click();
    await page.getByRole("button", { name: "Replay", exact: true }).click();
    await page.getByText("Request replayed: answered with").waitFor();
  });

  async function seedDetails(): Promise<void> {
    const { db } = fixture.context;
    const runs = await db.selectFrom("runs").selectAll().where("outcome", "=", "failed").limit(1).execute();
    for (const { id, tenants } of runs) {
      const steps = tenants.slice(0, 6).flatMap((tenantId, index) => [
        {
          ...{ tenantId, type: "cloudflare:CustomHostname", name: `${tenantId}-shop.customer-${index}.com` },
          ...{ operation: index === 0 ? "replace" : "update", isFailed: index === 1 },
          properties: [
            { path: "ssl.settings.minTlsVersion", before: '"1.0"', after: '"1.2"' },
            { path: "customMetadata", before: null, after: `{"customer":"${index}"}` },
          ],
        },
        {
          ...{ tenantId, type: "clevercloud:AddonConfig", name: `${tenantId}-addon-config` },
          ...{ operation: "update", isFailed: false },
          properties: [{ path: "config", before: '"[secret]"', after: '"[secret]"' }],
        },
      ]);
      const remarks = JSON.stringify(["warning: the certificate authority is busy"]);
      const row = { runId: id, steps: JSON.stringify(steps), omitted: JSON.stringify({ create: 28 }), remarks };
      await db.insertInto("runDetails").values(row).execute();
    }
  }

  function detailedRun(): Promise<number> {
    const { db } = fixture.context;
    return db
      .selectFrom("runDetails")
      .select("runId")
      .executeTakeFirstOrThrow()
      .then(({ runId }) => runId);
  }

  /** Three hours of two processes; Cloudflare has a bad quarter of an hour. */
  async function seedVendors(): Promise<void> {
    const { db } = fixture.context;
    const { now } = fixture.clock;
    const last = Math.floor(now.getTime() / minuteMs);
    for (const [place, process] of ["control plane vm-1:11", "worker vm-1:12"].entries()) {
      const rows = Array.from({ length: 180 }, (_, ago) => ({
        ...{ vendor: "Cloudflare", process, minute: new Date((last - ago) * minuteMs), totalMs: 1 },
        ...(ago > 60 && ago < 76 ? badMinute : goodMinute),
      }));
      await db.insertInto("vendorCalls").values(rows).execute();
      const lastError = place === 1 ? "Cloudflare GET /zones/…/custom_hostnames (HTTP 503): no answer" : null;
      const lastErrorAt = place === 1 ? new Date(now.getTime() - 61 * minuteMs) : null;
      const known = { vendor: "Cloudflare", process, seenAt: now, heldUntil: null, lastError, lastErrorAt };
      await db
        .insertInto("vendorStates")
        .values({ ...known, budgetCalls: 1_200, budgetMs: 300_000 })
        .execute();
    }
  }

  async function look(page: Page, name: string): Promise<void> {
    expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1);
    await expectNoOverflow(page);
    await expectAccessible(page);
    await screenshot(page, `console-${name}`);
  }

  function start(): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<string>();
    const server = serve({ fetch: fixture.app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) =>
      resolve(`http://127.0.0.1:${port}`),
    );
    onTestFinished(() => void server.close());
    return promise;
  }
});

function durationsOf(counts: Readonly<Record<number, number>>): number[] {
  const durations = noDurations();
  for (const [ms, count] of Object.entries(counts)) {
    durations[latencyClass(Number(ms))] = count;
  }
  return durations;
}
