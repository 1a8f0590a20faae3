import { Counter, Registry } from "@prometheus-io/client";
import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { connectClevercloud } from "../../../../providers/clevercloud/connect.ts";
import { closePeriods } from "../../../../src/fleet/metering/close-periods.ts";
import { reportUsage } from "../../../../src/fleet/metering/report-usage.ts";
import { resolveConsumption } from "../../../../src/fleet/metering/resolve-consumption.ts";
import { sendConsumptions } from "../../../../src/fleet/metering/send-consumptions.ts";
import { addTenant } from "../../../support/add-tenant.ts";
import { hasDatabase, useDatabase } from "../../../support/database.ts";
import { FakeClock } from "../../../support/fake-clock.ts";
import { settingsOf, startTestSandbox, type TestSandbox } from "../../../support/sandbox.ts";
import { silentLog } from "../../../support/silent-log.ts";

const State = z.object({
  clevercloud: z.object({
    addons: z.array(z.object({ addonId: z.string(), consumptions: z.array(z.object({ cost: z.number() })) })),
  }),
});
const november = new Date("2026-11-15T12:00:00Z");
const december = new Date("2026-12-02T00:00:00Z");
const billingRoute = { vendor: "clevercloud", method: "POST", route: "/vendor/apps/:addon/consumptions" };

describe.skipIf(!hasDatabase)("the outbox of consumptions", () => {
  const store = useDatabase();
  beforeEach(async () => {
    for (const table of ["consumptions", "usage", "tenants"] as const) {
      await store.database.db.deleteFrom(table).execute();
    }
  });

  const addons = (count: number) =>
    Array.from({ length: count }, (_, index) => `addon_${String(index).padStart(2, "0")}`);
  const start = (count: number) =>
    startTestSandbox({ seed: { clevercloud: { addons: addons(count).map((addonId) => ({ addonId })) } } });

  /** Add-ons with usage of November, which is over. */
  async function owe(count: number): Promise<void> {
    const { db } = store.database;
    for (const externalId of addons(count)) {
      const tenantId = await addTenant(db, { source: "clevercloud", externalId });
      const report = { tenantId, period: "2026-11", reportKey: "a", cost: "1.25", source: "api" };
      await reportUsage(db, report, { now: november, graceHours: 24 });
    }
    await closePeriods(db, { source: "clevercloud", now: december, graceHours: 24 });
  }

  function worker(sandbox: TestSandbox, now: () => Date = () => december) {
    const { billConsumption } = connectClevercloud(settingsOf(sandbox.ready), {
      clock: new FakeClock(),
    }).vendorApi;
    const sent = new Counter({ name: "sent", help: "sent", labelNames: ["state"], registers: [new Registry()] });
    return () =>
      sendConsumptions({
        db: store.database.db,
        billing: { source: "clevercloud", billConsumption },
        log: silentLog,
        sent,
        now,
      });
  }

  const rows = () => store.database.db.selectFrom("consumptions").selectAll().orderBy("addonId").execute();
  const states = async () => (await rows()).map(({ state }) => state);
  const billed = async (sandbox: TestSandbox) => {
    const { clevercloud } = State.parse(await sandbox.state());
    return clevercloud.addons.map(({ consumptions }) => consumptions.map(({ cost }) => cost));
  };
  const audited = async () => {
    const entries = await store.database.db.selectFrom("audit").select(["action"]).orderBy("seq").execute();
    return entries.map(({ action }) => action);
  };

  it("sends each once, and records the request and the response", async () => {
    await using sandbox = await start(2);
    await owe(2);
    const work = worker(sandbox);
    await work();
    await work();
    expect(await billed(sandbox)).toEqual([[1.25], [1.25]]);
    expect(await rows()).toEqual([
      expect.objectContaining({ state: "sent", cost: "1.25", sentAt: december, answer: '{"cost":1.25}' }),
      expect.objectContaining({ state: "sent" }),
    ]);
    expect((await audited()).slice(-2)).toEqual(["consumption.sent", "consumption.sent"]);
  });

  it("sends each once even with several workers", async () => {
    await using sandbox = await start(12);
    await owe(12);
    await Promise.all([worker(sandbox)(), worker(sandbox)(), worker(sandbox)()]);
    expect(await billed(sandbox)).toEqual(addons(12).map(() => [1.25]));
  });

  it.each([
    ["after it was accepted", { reset: true, afterCommit: true }, [[1.25]]],
    ["by a server that fails after it was accepted", { status: 502, afterCommit: true }, [[1.25]]],
    ["by a server that returns 503 without Retry-After", { status: 503 }, [[]]],
    ["garbled", { malformed: true, afterCommit: true }, [[1.25]]],
  ])("never repeats a call whose response is lost %s", async (_how, fault, expected) => {
    await using sandbox = await start(1);
    await owe(1);
    await sandbox.fault({ ...billingRoute, ...fault, times: 1 });
    const work = worker(sandbox);
    await work();
    await work();
    await work();
    expect(await states()).toEqual(["unknown"]);
    expect(await billed(sandbox)).toEqual(expected);
  });

  it("never repeats a call that a killed process was about to make", async () => {
    await using sandbox = await start(1);
    await owe(1);
    await store.database.db.updateTable("consumptions").set({ state: "sending", sentAt: december }).execute();
    await worker(sandbox)();
    expect(await states(), "it may still be in progress").toEqual(["sending"]);
    await worker(sandbox, () => new Date(december.getTime() + 3_600_001))();
    expect(await states()).toEqual(["unknown"]);
    expect(await billed(sandbox)).toEqual([[]]);
    expect((await audited()).at(-1)).toBe("consumption.unknown");
  });

  it("retries a consumption that certainly was not accepted: the connection or the credentials were refused", async () => {
    const away = await start(1);
    await owe(1);
    const { ready } = away;
    await away[Symbol.asyncDispose]();
    const { billConsumption } = connectClevercloud(settingsOf(ready), { clock: new FakeClock() }).vendorApi;
    const sent = new Counter({ name: "sent", help: "sent", labelNames: ["state"], registers: [new Registry()] });
    await sendConsumptions({
      db: store.database.db,
      billing: { source: "clevercloud", billConsumption },
      log: silentLog,
      sent,
      now: () => december,
    });
    expect(await rows()).toEqual([expect.objectContaining({ state: "pending", sentAt: null })]);

    await using sandbox = await start(1);
    await sandbox.fault({ ...billingRoute, status: 401, times: 1 });
    const work = worker(sandbox);
    await work();
    expect(await states()).toEqual(["pending"]);
    await work();
    expect(await states()).toEqual(["sent"]);
    expect(await billed(sandbox)).toEqual([[1.25]]);
  });

  it("retries a consumption that an overloaded server rejected with Retry-After", async () => {
    await using sandbox = await start(1);
    await owe(1);
    await sandbox.fault({ ...billingRoute, status: 503, retryAfter: 1, times: 1 });
    const work = worker(sandbox);
    await work();
    expect(await rows()).toEqual([expect.objectContaining({ state: "pending", sentAt: null })]);
    await work();
    expect(await states()).toEqual(["sent"]);
    expect(await billed(sandbox)).toEqual([[1.25]]);
  });

  it("resolves the given part of a month if several can be resolved", async () => {
    await using sandbox = await start(1);
    await owe(1);
    const { db } = store.database;
    const [first] = await rows();
    expect(first?.part).toBe(1);
    const other = { addonId: "addon_00", period: "2026-11", part: 2, tenantId: first?.tenantId ?? "", cost: "3" };
    await db
      .insertInto("consumptions")
      .values({ ...other, state: "unknown" })
      .execute();
    await db.updateTable("consumptions").set({ state: "unknown" }).execute();
    const resolution = { addonId: "addon_00", period: "2026-11", actor: "operator:jane", now: december } as const;
    expect(await resolveConsumption(db, { ...resolution, outcome: "sent" })).toBe("several");
    await resolveConsumption(db, { ...resolution, outcome: "not-sent", part: 2 });
    await resolveConsumption(db, { ...resolution, outcome: "sent" });
    await worker(sandbox)();
    expect(await states()).toEqual(["sent", "sent"]);
    expect(await billed(sandbox)).toEqual([[3]]);
  });

  it("does not retry a refused consumption, and continues with the others", async () => {
    await using sandbox = await start(1);
    await owe(2);
    await worker(sandbox)();
    expect(await states()).toEqual(["sent", "refused"]);
    expect((await rows())[1]?.answer).toContain("404");
  });

  it.each([
    ["sent", "sent", [[1.25]]],
    ["not-sent", "sent", [[1.25, 1.25]]],
  ] as const)("leaves an unknown outcome to an operator, who resolves it as %s", async (outcome, state, expected) => {
    await using sandbox = await start(1);
    await owe(1);
    await sandbox.fault({ ...billingRoute, reset: true, afterCommit: true, times: 1 });
    await worker(sandbox)();
    const resolution = { addonId: "addon_00", period: "2026-11", outcome, actor: "operator:jane", now: december };
    await resolveConsumption(store.database.db, resolution);
    await worker(sandbox)();
    expect(await states()).toEqual([state]);
    expect(await billed(sandbox)).toEqual(expected);
    expect(await audited()).toContain("consumption.resolve");
    expect(await resolveConsumption(store.database.db, resolution), "it is resolved").toBe("in-progress");
  });
});
