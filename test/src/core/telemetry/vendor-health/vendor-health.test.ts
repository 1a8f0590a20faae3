import { connectCloudflare } from "@marketplane/providers/cloudflare/connect.ts";
import { describe, expect, it, onTestFinished, test } from "vitest";
import { createMetrics } from "../../../../../src/core/telemetry/create-metrics.ts";
import { latencyBoundsMs, latencyClass, latencyOf, noDurations } from "../../../../../src/core/telemetry/latency.ts";
import { VendorTally } from "../../../../../src/core/telemetry/vendor-tally.ts";
import { watchVendors } from "../../../../../src/core/vendor-health/watch-vendors.ts";
import { writeVendorHealth } from "../../../../../src/core/vendor-health/write-vendor-health.ts";
import { hasDatabase, useDatabase } from "../../../../support/database.ts";
import { FakeClock } from "../../../../support/fake-clock.ts";
import { loopbackServer } from "../../../../support/loopback-server.ts";
import { silentLog } from "../../../../support/silent-log.ts";

test("a quantile is the upper bound of its latency class", () => {
  const durations = noDurations();
  for (const ms of [10, 60, 60, 60, 60, 60, 60, 60, 60, 5_000]) {
    durations[latencyClass(ms)] = (durations[latencyClass(ms)] ?? 0) + 1;
  }
  expect(latencyOf(durations, 0.5)).toBeGreaterThan(50);
  expect(latencyOf(durations, 0.5)).toBeLessThanOrEqual(100);
  expect(latencyOf(durations, 0.95)).toBeGreaterThan(3_000);
  expect(latencyOf(noDurations(), 0.5)).toBeUndefined();
  expect(latencyClass(1_000_000)).toBe(latencyBoundsMs.length);
});

describe.skipIf(!hasDatabase)("the vendors' health", () => {
  const server = useDatabase();
  const rows = () => server.database.db.selectFrom("vendorCalls").selectAll().orderBy("minute").execute();
  const now = new Date("2026-11-22T08:00:30Z");

  it("is summed per minute, and deleted after a day", async () => {
    const { db } = server.database;
    let time = now;
    const tally = new VendorTally(() => time);
    const write = () => writeVendorHealth({ db, tally, budgets: {}, process: "worker test:1", now: time });
    const call = { vendor: "apifew", status: 200, durationMs: 60, holdMs: undefined };
    tally.noteCall(call);
    await write();
    tally.noteCall({ ...call, status: 429, holdMs: 30_000 });
    tally.noteFailure({ vendor: "apifew", message: "apifew GET /x (HTTP 429): no", isRetried: true, isFault: true });
    tally.noteFailure({ vendor: "apifew", message: "not there", isRetried: false, isFault: false });
    await write();
    await write();
    expect(await rows()).toMatchObject([{ calls: 2, failed: 1, rateLimited: 1, retried: 1, totalMs: 120 }]);
    expect((await rows())[0]?.durations.reduce((sum, count) => sum + count, 0)).toBe(2);
    expect(await db.selectFrom("vendorStates").selectAll().execute()).toMatchObject([
      { vendor: "apifew", lastError: "apifew GET /x (HTTP 429): no", heldUntil: new Date("2026-11-22T08:01:00Z") },
    ]);

    time = new Date(now.getTime() + 25 * 3_600_000);
    tally.noteCall(call);
    await write();
    expect((await rows()).map(({ minute }) => minute)).toEqual([new Date("2026-11-23T09:00:00Z")]);
  });

  it("counts calls, retries, refusals and errors as the clients see them, separately by the vendor's address", async () => {
    const { db } = server.database;
    await db.deleteFrom("vendorCalls").execute();
    await db.deleteFrom("vendorStates").execute();
    const answers = [
      { status: 429, headers: { "retry-after": "7" } },
      { status: 500, headers: {} },
      { status: 200, headers: {} },
    ];
    const origin = await loopbackServer((_incoming, response) => {
      const { status, headers } = answers.shift() ?? { status: 404, headers: {} };
      const result = { origin: "proxy-fallback.saasprovider.com", status: "active" };
      const body = { success: status === 200, errors: [], messages: [], result: status === 200 ? result : null };
      response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
    });
    const settings: Readonly<Record<string, string>> = {
      CLOUDFLARE_BASE_URL: `${origin}/cloudflare/v4`,
      APIFEW_BASE_URL: `${origin}/apifew`,
      CLOUDFLARE_API_TOKEN: "a-token-of-the-tests",
      CLOUDFLARE_RATE_LIMIT: "1200/300",
    };
    const environment = (name: string) => settings[name];
    const watch = watchVendors({ db, environment, metrics: createMetrics(), role: "worker", log: silentLog });
    onTestFinished(() => watch.stop());
    const cloudflare = connectCloudflare({ configured: () => undefined, environment }, { clock: new FakeClock() });

    await cloudflare.getFallbackOrigin("0".repeat(32)).catch(() => undefined);
    await watch.stop();

    // A new minute may have started in between.
    const written = await rows();
    const sum = (name: "calls" | "rateLimited" | "retried" | "failed") =>
      written.reduce((total, row) => total + row[name], 0);
    expect(new Set(written.map(({ vendor }) => vendor))).toEqual(new Set(["Cloudflare"]));
    expect([sum("calls"), sum("rateLimited"), sum("retried"), sum("failed")]).toEqual([3, 1, 2, 2]);
    const [state] = await db.selectFrom("vendorStates").selectAll().execute();
    expect(state).toMatchObject({ vendor: "Cloudflare", budgetCalls: 1_200, budgetMs: 300_000 });
    expect(state?.lastError).toMatch(/HTTP 500/);
    expect(JSON.stringify(state)).not.toContain("a-token-of-the-tests");
  });
});
