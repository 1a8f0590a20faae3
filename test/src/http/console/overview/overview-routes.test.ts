import { describe, expect, test } from "vitest";
import { readTrends } from "../../../../../src/core/db/queries/trends.ts";
import { billTenant } from "../../../../../src/fleet/metering/close-periods.ts";
import { labelsOf, trendSpan } from "../../../../../src/http/console/overview/trend-span.ts";
import { addTenant } from "../../../../support/add-tenant.ts";
import { addUsage } from "../../../../support/add-usage.ts";
import { hasDatabase } from "../../../../support/database.ts";
import { provision } from "../../../../support/ledger.ts";
import { useConsole } from "../console-fixture.ts";

const start = new Date("2026-11-22T08:30:00Z");
const hourMs = 3_600_000;

describe.skipIf(!hasDatabase)("the overview", () => {
  const fixture = useConsole({ start });

  test("of an empty control plane says so, and what to do next", async () => {
    const operator = await fixture.operator("read");
    const page = await operator.read("/console");
    expect(page).toContain("No tenants yet");
    expect(page).toContain("None active");
    expect(page).toMatch(/Open drift findings<\/span><span>Never scanned</);
    expect(page).toContain(`Signed in as</span> <strong>${operator.name}`);
  });

  test("counts tenants by state, marketplace and condition, and lists those that wait longest", async () => {
    const { ledger } = fixture.context;
    await ledger.submit(provision("addon_one"));
    await ledger.submit(provision("addon_two"));
    const operator = await fixture.operator("read");
    const page = await operator.read("/console");
    expect(page).toContain("2 tenants in progress");
    expect(page).toMatch(/Active<\/span><span class="figure" >2</);
    expect(page).toContain("Clever Cloud: 2 of 2");
    expect(page).toMatch(/condition=Ready:false">2</);
    expect(page).toContain("Longest waiting");
    expect(page).toContain("addon_one");
  });

  test("shows unbilled usage, and its tenants if an operator has to act", async () => {
    const { db } = fixture.context;
    const operator = await fixture.operator("read");
    expect(await operator.read("/console")).not.toContain("Unbilled usage");

    const tenantId = await addTenant(db, { source: "clevercloud", externalId: "addon_gone", state: "removed" });
    await addUsage(db, { tenantId, cost: "2.5", at: start });
    const counted = await operator.read("/console");
    expect(counted).toContain("Counted: 2.5 of 1 tenant");
    expect(counted).not.toContain("addon_gone");

    await billTenant(db, { source: "clevercloud", tenantId });
    await db.updateTable("consumptions").set({ state: "refused" }).execute();
    const refused = await operator.read("/console");
    expect(refused).toContain("Refused: 2.5 of 1 tenant");
    expect(refused).toContain(`<a href="/console/tenants/${tenantId}">addon_gone</a>`);
    expect(refused).toContain("resolve the consumption");
  });

  test("refreshes automatically, at its own address", async () => {
    const operator = await fixture.operator("read");
    expect(await operator.read("/console?by=day")).toContain('hx-get="/console?by=day"');
    expect((await operator.get("/console?by=day", { "HX-Request": "true" })).status).toBe(200);
  });

  test("counts events in their hour and on their day", async () => {
    const { db } = fixture.context;
    const at = (hours: number) => new Date(start.getTime() - hours * hourMs);
    const request = { marketplace: "clevercloud", method: "PUT", path: "/x", headers: "{}", durationMs: 1 };
    const statuses = [200, 409, 503];
    await db
      .insertInto("requests")
      .values(
        statuses.map((status, index) => ({
          ...request,
          ...{
            id: `request-${status}`,
            at: at(index),
            status,
            route: null,
            tenantId: null,
            body: null,
            answer: null,
            replayOf: null,
          },
        })),
      )
      .execute();
    const run = { shard: "shard-00", worker: "w", durationMs: 5, tenants: "[]", changes: "{}", failures: "[]" };
    await db
      .insertInto("runs")
      .values([
        { ...run, startedAt: at(0), outcome: "converged" },
        { ...run, startedAt: at(30), outcome: "failed" },
      ])
      .execute();
    const byHour = await readTrends(db, trendSpan("hour", start));
    expect(byHour.requests.answered.at(-1)).toBe(1);
    expect(byHour.requests.refused.at(-2)).toBe(1);
    expect(byHour.requests.failed.at(-3)).toBe(1);
    expect(byHour.runs).toEqual({ converged: [...Array(23).fill(0), 1], failed: Array(24).fill(0) });
    const byDay = await readTrends(db, trendSpan("day", start));
    expect(byDay.runs.failed.slice(-3)).toEqual([0, 1, 0]);
    expect(byDay.requests.answered.at(-1)).toBe(1);
  });
});

test("a trend covers the last 24 hours or 30 days in UTC, and ends with the current one", () => {
  const hours = labelsOf(trendSpan("hour", start));
  expect([hours.length, hours[0], hours.at(-1)]).toEqual([24, "09:00", "08:00"]);
  const days = labelsOf(trendSpan("day", start));
  expect([days.length, days.at(-1)]).toEqual([30, "22 Nov"]);
});
