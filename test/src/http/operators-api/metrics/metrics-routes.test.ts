import { describe, expect, it } from "vitest";
import { createMetrics } from "../../../../../src/core/telemetry/create-metrics.ts";
import { billTenant } from "../../../../../src/fleet/metering/close-periods.ts";
import { addFleetGauges } from "../../../../../src/http/operators-api/metrics/fleet-gauges.ts";
import { metricsRoutes } from "../../../../../src/http/operators-api/metrics/metrics-routes.ts";
import { addUnbilledGauge } from "../../../../../src/http/operators-api/metrics/unbilled-gauge.ts";
import { createApp } from "../../../../../src/process/app.ts";
import { addTenant } from "../../../../support/add-tenant.ts";
import { addUsage } from "../../../../support/add-usage.ts";
import { hasDatabase, useDatabase } from "../../../../support/database.ts";
import { offlineContext, testConfig } from "../../../../support/service-context.ts";
import { silentLog } from "../../../../support/silent-log.ts";

const token = "a-token-of-more-than-thirty-five-characters";

async function ask(
  metrics: Record<string, unknown>,
  from: string,
  headers: Record<string, string> = {},
  isOwnAddress = false,
  publicUrl = "https://cp.saasprovider.com",
) {
  const config = testConfig({ metrics, publicUrl });
  const group = metricsRoutes({ registry: createMetrics().registry, config, isOwnAddress });
  const app = createApp(offlineContext({ config }), { groups: [group] });
  return (await app.request("/metrics", { headers }, { incoming: { socket: { remoteAddress: from } } })).status;
}

describe("/metrics", () => {
  it("without a token is served only to this machine, if publicUrl is local", async () => {
    const local = (from: string, headers = {}) => ask({}, from, headers, false, "http://localhost:8080");
    expect(await local("127.0.0.1")).toBe(200);
    expect(await local("::1")).toBe(200);
    expect(await local("::ffff:127.0.0.1")).toBe(200);
    expect(await local("192.0.2.1")).toBe(403);
    expect(await local("127.0.0.1", { "X-Forwarded-For": "192.0.2.1" })).toBe(403);
    expect(await local("127.0.0.1", { Forwarded: "for=192.0.2.1" })).toBe(403);
  });

  it.each(["https://cp.saasprovider.com", "http://cp.saasprovider.com"])(
    "without a token is refused behind %s, with any headers from the proxy",
    async (publicUrl) => {
      expect(await ask({}, "127.0.0.1", {}, false, publicUrl)).toBe(403);
      expect(await ask({}, "::1", { Host: "127.0.0.1" }, false, publicUrl)).toBe(403);
    },
  );

  it("with a token is served to its holder, from anywhere", async () => {
    expect(await ask({ token }, "127.0.0.1")).toBe(401);
    expect(await ask({ token }, "192.0.2.1", { Authorization: `Bearer ${token}x` })).toBe(401);
    expect(await ask({ token }, "192.0.2.1", { Authorization: `Bearer ${token}` })).toBe(200);
  });

  it("on a separate address is served to everyone who can reach it", async () => {
    expect(await ask({}, "192.0.2.1", {}, true)).toBe(200);
    expect(await ask({ token }, "192.0.2.1", {}, true)).toBe(401);
  });
});

describe.skipIf(!hasDatabase)("the gauges", () => {
  const store = useDatabase();

  it("report waiting jobs, unconverged tenants and the oldest change", async () => {
    const { registry } = createMetrics();
    const { db } = store.database;
    await addTenant(db);
    const late = await addTenant(db);
    const now = new Date();
    const changedAt = new Date(now.getTime() - 90_000);
    await db.updateTable("tenants").set({ generation: 2, changedAt }).where("id", "=", late).execute();
    addFleetGauges({ registry, db, queue: { countWaiting: async () => 7 }, log: silentLog, now: () => now });
    const text = await registry.metrics();
    expect(text).toContain("marketplane_queue_waiting 7\n");
    expect(text).toContain("marketplane_tenants_unconverged 1\n");
    expect(text).toContain("marketplane_tenants_unconverged_oldest_seconds 90\n");
  });

  it("report the cost of unbilled usage, by state", async () => {
    const { registry } = createMetrics();
    const { db } = store.database;
    const tenantId = await addTenant(db, { source: "clevercloud", state: "removed" });
    await addUsage(db, { tenantId, cost: "2.5", at: new Date() });
    await billTenant(db, { source: "clevercloud", tenantId });
    await db.updateTable("consumptions").set({ state: "refused" }).execute();
    addUnbilledGauge({ registry, sources: ["clevercloud"], db, log: silentLog });
    const text = await registry.metrics();
    expect(text).toContain('marketplane_usage_unbilled{state="refused"} 2.5\n');
    expect(text).toContain('marketplane_usage_unbilled{state="counted"} 0\n');
  });

  it("are omitted while the database is unavailable, and the other series stay", async () => {
    const { registry } = createMetrics();
    const queue = { countWaiting: () => Promise.reject(new Error("away")) };
    addFleetGauges({ registry, db: offlineContext().db, queue, log: silentLog, now: () => new Date() });
    addUnbilledGauge({ registry, sources: ["clevercloud"], db: offlineContext().db, log: silentLog });
    const text = await registry.metrics();
    expect(text).not.toMatch(/^marketplane_queue_waiting /m);
    expect(text).not.toMatch(/^marketplane_usage_unbilled\b/m);
    expect(text).toContain("process_cpu_seconds_total");
  });
});
