import { beforeEach, describe, expect, it } from "vitest";
import { billTenant, closePeriods } from "../../../../src/fleet/metering/close-periods.ts";
import { listUnbilled, sumUnbilled } from "../../../../src/fleet/metering/list-unbilled.ts";
import { addTenant } from "../../../support/add-tenant.ts";
import { addUsage } from "../../../support/add-usage.ts";
import { hasDatabase, useDatabase } from "../../../support/database.ts";

const october = new Date("2026-10-20T08:00:00Z");
const november = new Date("2026-11-15T12:00:00Z");

const sources = ["clevercloud"];

describe.skipIf(!hasDatabase)("usage that was counted and is not billed", () => {
  const store = useDatabase();
  beforeEach(async () => {
    const { db } = store.database;
    for (const table of ["consumptions", "usage", "tenants"] as const) {
      await db.deleteFrom(table).execute();
    }
  });
  const settle = (state: "sent" | "refused" | "unknown") =>
    store.database.db.updateTable("consumptions").set({ state }).execute();

  it("is listed by tenant, month and state, with its cost and age", async () => {
    const { db } = store.database;
    const tenantId = await addTenant(db, { source: "clevercloud", externalId: "addon_1" });
    await addUsage(db, { tenantId, cost: "1.25", at: october });
    await addUsage(db, { tenantId, cost: "2", at: november });
    await billTenant(db, { source: "clevercloud", tenantId });
    await addUsage(db, { tenantId, cost: "4", at: november });
    await addUsage(db, { tenantId, cost: "0", at: october });

    const entry = { tenantId, tenantState: "active", addonId: "addon_1" };
    expect(await listUnbilled(db, { sources })).toEqual([
      { ...entry, period: "2026-10", state: "pending", cost: "1.25", since: october },
      { ...entry, period: "2026-11", state: "counted", cost: "4", since: november },
      { ...entry, period: "2026-11", state: "pending", cost: "2", since: november },
    ]);
  });

  it("includes neither sent usage nor usage of a tenant that Clever Cloud does not bill", async () => {
    const { db } = store.database;
    const tenantId = await addTenant(db, { source: "clevercloud" });
    await addUsage(db, { tenantId, at: november });
    await billTenant(db, { source: "clevercloud", tenantId });
    await settle("sent");
    await addUsage(db, { tenantId: await addTenant(db, { source: "direct" }), at: november });

    expect(await listUnbilled(db, { sources })).toEqual([]);
    expect(await sumUnbilled(db, sources)).toEqual([]);
  });

  it.each(["counted", "refused", "unknown"] as const)(
    "stays listed as %s after the customer has left",
    async (state) => {
      const { db } = store.database;
      const tenantId = await addTenant(db, { source: "clevercloud", state: "removed" });
      await addUsage(db, { tenantId, cost: "7.5", at: november });
      if (state !== "counted") {
        await closePeriods(db, { source: "clevercloud", now: november, graceHours: 24 });
        await settle(state);
      }

      const found = await listUnbilled(db, { sources, tenantId, states: [state] });
      expect(found).toMatchObject([{ tenantState: "removed", state, cost: "7.5", since: november }]);
    },
  );

  it("is summed by state, with each tenant counted once", async () => {
    const { db } = store.database;
    for (const cost of ["0.1", "0.2"]) {
      const tenantId = await addTenant(db, { source: "clevercloud" });
      await addUsage(db, { tenantId, cost, at: october });
      await addUsage(db, { tenantId, cost, at: november });
    }

    expect(await sumUnbilled(db, sources)).toEqual([{ state: "counted", tenants: 2, cost: "0.6" }]);
  });
});
