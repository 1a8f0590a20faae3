import { describe, expect, test } from "vitest";
import { latencyClass, noDurations } from "../../../../../src/core/telemetry/latency.ts";
import type { SlotCalls, VendorRecords } from "../../../../../src/core/vendor-health/read-vendor-health.ts";
import { vendorHealth } from "../../../../../src/http/console/vendors/vendor-health.ts";
import { vendorSpan } from "../../../../../src/http/console/vendors/vendor-span.ts";
import { hasDatabase } from "../../../../support/database.ts";
import { useConsole } from "../console-fixture.ts";

const now = new Date("2026-11-22T08:02:00Z");
const span = vendorSpan("minutes", now);

function slotOf(minutesAgo: number, more: Partial<SlotCalls> = {}): SlotCalls {
  const durations = noDurations();
  durations[latencyClass(90)] = 10;
  const start = span.starts.at(-1 - minutesAgo / 5) ?? now;
  const counts = { calls: 10, failed: 0, rateLimited: 0, retried: 0 };
  return { vendor: "Cloudflare", process: "worker one:1", start, ...counts, durations, ...more };
}

function healthOf(slots: readonly SlotCalls[], records: Partial<VendorRecords> = {}) {
  return vendorHealth({ slots, states: [], budgets: [], ...records }, span, now)[0];
}

const state = {
  vendor: "Cloudflare",
  process: "worker one:1",
  seenAt: now,
  heldUntil: null,
  lastError: null,
  lastErrorAt: null,
  budgetCalls: 1_200,
  budgetMs: 300_000,
};

test("a vendor's status depends on its last quarter of an hour", () => {
  expect(healthOf([])).toMatchObject({ tone: "quiet", text: "No recent calls" });
  expect(healthOf([slotOf(0)])).toMatchObject({ tone: "good", text: "Working" });
  expect(healthOf([slotOf(0, { failed: 1 })])).toMatchObject({ tone: "warn", text: "Some calls failing" });
  expect(healthOf([slotOf(0, { failed: 1, rateLimited: 1 })])).toMatchObject({ tone: "warn", text: "Rate limited" });
  expect(healthOf([slotOf(0, { failed: 6 })])).toMatchObject({ tone: "bad", text: "Failing" });
  expect(healthOf([slotOf(0), slotOf(30, { failed: 10 })])).toMatchObject({ tone: "good" });
  const heldUntil = new Date(now.getTime() + 1);
  expect(healthOf([slotOf(0)], { states: [{ ...state, heldUntil }] })).toMatchObject({ text: "Paused", heldUntil });
  expect(healthOf([slotOf(0)], { states: [{ ...state, heldUntil: now }] })).toMatchObject({ text: "Working" });
});

test("processes are shown in total and separately", () => {
  const slots = [slotOf(0), slotOf(0, { process: "control plane one:2", calls: 5 }), slotOf(60)];
  const lastError = { lastError: "HTTP 500", lastErrorAt: new Date(now.getTime() - 1_000) };
  const states = [state, { ...state, process: "control plane one:2", ...lastError }];
  const health = healthOf(slots, { states, budgets: [{ vendor: "Cloudflare", used: 15 }] });
  expect(health?.total.calls).toBe(25);
  expect(health?.slots.at(-1)?.calls).toBe(15);
  expect(health?.slots.reduce((sum, { calls }) => sum + calls, 0)).toBe(25);
  expect(health?.budget).toEqual({ used: 15, calls: 1_200, ms: 300_000 });
  expect(health?.lastError).toMatchObject({ text: "HTTP 500", process: "control plane one:2" });
  expect(health?.processes.map(({ total }) => total.calls)).toEqual([20, 5]);
});

describe.skipIf(!hasDatabase)("the console's vendors", () => {
  const fixture = useConsole();

  test("are all shown, even without calls, with the budget that all processes share", async () => {
    const { db } = fixture.context;
    const reader = await fixture.operator("read");
    expect(await reader.read("/console/vendors")).toMatch(/Cloudflare.*No recent calls.*apifew.*Clever Cloud/s);
    const minute = new Date(Math.floor(fixture.clock.now.getTime() / 60_000) * 60_000);
    const durations = noDurations();
    durations[latencyClass(90)] = 600;
    const row = {
      vendor: "Cloudflare",
      minute,
      calls: 600,
      failed: 3,
      rateLimited: 1,
      retried: 2,
      totalMs: 1,
      durations,
    };
    for (const process of ["worker one:1", "worker two:1"]) {
      await db
        .insertInto("vendorCalls")
        .values({ ...row, process })
        .execute();
      const known = {
        ...state,
        process,
        seenAt: fixture.clock.now,
        lastError: "it <i>failed</i>",
        lastErrorAt: fixture.clock.now,
      };
      await db.insertInto("vendorStates").values(known).execute();
    }
    for (const address of ["/console/vendors", "/console/vendors?by=hour"]) {
      const page = await reader.read(address);
      expect(page).toContain("1,200 of 1,200 calls in the last 5 min, by all processes");
      expect(page).toContain("6 (under 1 %)");
      expect(page).toContain("closed");
      expect(page).toContain("it &lt;i&gt;failed&lt;/i&gt;");
      expect(page).toMatch(/worker one:1.*worker two:1/s);
    }
  });
});
