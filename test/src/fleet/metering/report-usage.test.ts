import { beforeEach, describe, expect, it } from "vitest";
import { billInSteps, closePeriods } from "../../../../src/fleet/metering/close-periods.ts";
import { reportUsage, type UsageReport } from "../../../../src/fleet/metering/report-usage.ts";
import { addTenant } from "../../../support/add-tenant.ts";
import { hasDatabase, useDatabase } from "../../../support/database.ts";

const day = (text: string) => new Date(`${text}T00:00:00Z`);
const graceHours = 24;

describe.skipIf(!hasDatabase)("reported usage", () => {
  const store = useDatabase();
  let tenantId = "";
  beforeEach(async () => {
    for (const table of ["consumptions", "usage", "tenants"] as const) {
      await store.database.db.deleteFrom(table).execute();
    }
    tenantId = await addTenant(store.database.db, { source: "clevercloud", externalId: "addon_1" });
  });
  const report = (changes: Partial<UsageReport> = {}, now = day("2026-11-20")) => {
    const usage = { tenantId, period: "2026-11", reportKey: "key", cost: "1.10", source: "api", ...changes };
    return reportUsage(store.database.db, usage, { now, graceHours });
  };
  const close = (now: Date) => closePeriods(store.database.db, { source: "clevercloud", now, graceHours });
  const consumptions = () =>
    store.database.db
      .selectFrom("consumptions")
      .select(["addonId", "period", "cost", "state"])
      .orderBy("period")
      .execute();

  it("counts once per key, even if reported repeatedly and concurrently", async () => {
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => report()));
    expect(outcomes.filter((outcome) => outcome === "recorded")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "repeated")).toHaveLength(9);
    expect(await report({ cost: "1.1" }), "the same number").toBe("repeated");
    expect(await report({ cost: "1.2" })).toBe("conflict");
    expect(await report({ period: "2026-10" })).toBe("conflict");
  });

  it("is summed exactly, and billed when the month and its grace period are over", async () => {
    for (let index = 0; index < 10; index += 1) {
      await report({ reportKey: `key-${index}`, cost: "0.1" });
    }
    expect(await close(day("2026-12-01"))).toBe(0);
    expect(await close(day("2026-12-02"))).toBe(1);
    expect(await close(day("2026-12-03")), "once").toBe(0);
    expect(await consumptions()).toEqual([{ addonId: "addon_1", period: "2026-11", cost: "1.0", state: "pending" }]);
  });

  it("is accepted during the grace period, and not after it or once the month is billed", async () => {
    expect(await report({ reportKey: "late" }, day("2026-12-01"))).toBe("recorded");
    expect(await report({ reportKey: "later" }, day("2026-12-02"))).toBe("closed");
    await close(day("2026-12-02"));
    expect(await report({ reportKey: "by a slow clock" }, day("2026-12-01"))).toBe("closed");
    expect(await report({ reportKey: "late" }, day("2026-12-05")), "accepted usage stays accepted").toBe("repeated");
  });

  it("is neither lost nor unbilled if reports arrive while the month is being closed", async () => {
    const reports = Array.from({ length: 20 }, (_, index) => report({ reportKey: `key-${index}`, cost: "1" }));
    await Promise.all([...reports, close(day("2026-12-02"))]);
    await close(day("2026-12-02"));
    const recorded = (await Promise.all(reports)).filter((outcome) => outcome === "recorded");
    expect(Number((await consumptions())[0]?.cost)).toBe(recorded.length);
  });

  it("is rejected for a month that has not begun or an unknown tenant", async () => {
    expect(await report({ period: "2026-12" })).toBe("not-begun");
    expect(await report({ tenantId: "nobody" })).toBe("unknown-tenant");
  });

  it("is not billed if its sum is zero or the tenant's marketplace does not bill usage", async () => {
    await report({ cost: "0" });
    const direct = await addTenant(store.database.db);
    await report({ tenantId: direct });
    expect(await close(day("2027-01-02"))).toBe(0);
  });

  it("is billed immediately for a removed tenant", async () => {
    await report();
    await store.database.db.updateTable("tenants").set({ state: "removed" }).execute();
    expect(await close(day("2026-11-21"))).toBe(1);
  });

  it("is billed in parts during the month, each report once, and the rest at the end", async () => {
    const bill = (now: Date) => billInSteps(store.database.db, { source: "clevercloud", now, everyMinutes: 30 });
    const settle = () => store.database.db.updateTable("consumptions").set({ state: "sent" }).execute();
    const at = (time: string) => new Date(`2026-11-20T${time}:00Z`);
    await report({ reportKey: "first", cost: "1" }, at("10:00"));
    expect(await bill(at("10:29"))).toBe(0);
    await report({ reportKey: "second", cost: "2" }, at("10:20"));
    expect(await bill(at("10:30"))).toBe(1);
    await report({ reportKey: "third", cost: "4" }, at("10:31"));
    expect(await bill(at("11:30")), "a part of it still waits").toBe(0);
    await settle();
    expect(await bill(at("11:30"))).toBe(1);
    await settle();
    await report({ reportKey: "last", cost: "8" }, at("23:59"));
    expect(await close(day("2026-12-02"))).toBe(1);
    expect((await consumptions()).map(({ cost }) => cost).sort()).toEqual(["3", "4", "8"]);
    expect(await report({ reportKey: "late" }, day("2026-12-01"))).toBe("closed");
  });

  it("is in exactly one part if reports arrive while a part is being billed", async () => {
    const now = day("2026-11-20");
    const reports = Array.from({ length: 20 }, (_, index) => report({ reportKey: `key-${index}`, cost: "1" }, now));
    const step = async () => {
      await billInSteps(store.database.db, { source: "clevercloud", now, everyMinutes: 0 });
      await store.database.db.updateTable("consumptions").set({ state: "sent" }).execute();
    };
    await Promise.all([...reports, step(), step(), step()]);
    await step();
    const sum = (await consumptions()).reduce((total, { cost }) => total + Number(cost), 0);
    expect(sum).toBe(20);
  });
});
