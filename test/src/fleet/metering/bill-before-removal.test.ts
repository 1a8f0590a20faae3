import { Counter, Registry } from "@prometheus-io/client";
import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { CounterReading } from "../../../../providers/apifew/read-counters.ts";
import { connectClevercloud } from "../../../../providers/clevercloud/connect.ts";
import { billBeforeRemoval, type RemovalBilling } from "../../../../src/fleet/metering/bill-before-removal.ts";
import { reportUsage } from "../../../../src/fleet/metering/report-usage.ts";
import { createApp } from "../../../../src/process/app.ts";
import { addTenant } from "../../../support/add-tenant.ts";
import { hasDatabase } from "../../../support/database.ts";
import { FakeClock } from "../../../support/fake-clock.ts";
import { useLedger } from "../../../support/ledger.ts";
import { settingsOf, startTestSandbox, type TestSandbox } from "../../../support/sandbox.ts";
import { basic, cleverPassword, testContext } from "../../../support/service-context.ts";
import { silentLog } from "../../../support/silent-log.ts";

const State = z.object({
  clevercloud: z.object({
    addons: z.array(z.object({ addonId: z.string(), consumptions: z.array(z.object({ cost: z.number() })) })),
  }),
});
const now = () => new Date("2026-11-20T12:00:00Z");
const login = "jane@acme.example";

describe.skipIf(!hasDatabase)("an add-on that is deleted", () => {
  const store = useLedger();
  let tenantId = "";
  beforeEach(async () => {
    for (const table of ["consumptions", "usage", "facts", "tenants"] as const) {
      await store.database.db.deleteFrom(table).execute();
    }
    const facts = { source: "clevercloud", externalId: "addon_1", ownerLogin: login, plan: "dev" } as const;
    tenantId = await addTenant(store.database.db, facts);
  });

  const start = () => startTestSandbox({ seed: { clevercloud: { addons: [{ addonId: "addon_1" }] } } });

  /** A control plane with a counter that reads the current `value`. */
  function controlPlane(sandbox: TestSandbox, value: () => Promise<number>, options: Partial<RemovalBilling> = {}) {
    const { db } = store.database;
    const { billConsumption } = connectClevercloud(settingsOf(sandbox.ready), {
      clock: new FakeClock(),
    }).vendorApi;
    const sent = new Counter({ name: "sent", help: "sent", labelNames: ["state"], registers: [new Registry()] });
    const readCounters = async (): Promise<CounterReading[]> => [
      { userLogin: login, kind: "value", value: await value() },
    ];
    const parts = {
      db,
      billing: { source: "clevercloud" as const, billConsumption },
      log: silentLog,
      sent,
      now,
      counters: { requests: { price: "0.01" } },
      terms: {},
      readCounters,
    };
    const bill = billBeforeRemoval({ ...parts, ...options });
    const app = createApp(testContext({ db, ledger: store.ledger, billBeforeRemoval: bill, now }));
    const headers = { Authorization: basic("acme-addon", cleverPassword) };
    return { remove: () => app.request(`/clevercloud/resources/${tenantId}`, { method: "DELETE", headers }), bill };
  }

  const report = (reportKey: string, cost: string) =>
    reportUsage(
      store.database.db,
      { tenantId, period: "2026-11", reportKey, cost, source: "api" },
      { now: now(), graceHours: 24 },
    );
  const costs = async (sandbox: TestSandbox) => {
    const { clevercloud } = State.parse(await sandbox.state());
    return clevercloud.addons.flatMap(({ consumptions }) => consumptions.map(({ cost }) => cost));
  };
  const tenant = async () => {
    const row = await store.database.db.selectFrom("tenants").selectAll().where("id", "=", tenantId).execute();
    return row[0] as NonNullable<(typeof row)[0]>;
  };

  it("has been billed for all of its usage, including its counter's last reading, when the deletion is answered", async () => {
    await using sandbox = await start();
    let value = 0;
    const { remove, bill } = controlPlane(sandbox, async () => value);
    await bill(await tenant());
    await report("storage", "1.50");
    value = 100;
    expect((await remove()).status).toBe(200);
    const billed = await costs(sandbox);
    // The counter's usage belongs to the database's month, which need not be that of the report.
    expect(billed.reduce((sum, cost) => sum + cost, 0)).toBe(2.5);
    expect((await tenant()).state).toBe("removed");
    value = 900;
    expect((await remove()).status, "a repeated deletion").toBe(200);
    expect(await costs(sandbox)).toEqual(billed);
  });

  it("is billed once even if its deletion is requested twice at the same time", async () => {
    await using sandbox = await start();
    const { remove } = controlPlane(sandbox, async () => 0);
    await report("storage", "1.50");
    await Promise.all([remove(), remove(), remove()]);
    expect(await costs(sandbox)).toEqual([1.5]);
  });

  it("is deleted in time even if apifew or Clever Cloud hangs, and its usage is kept", async () => {
    await using sandbox = await start();
    const hung = new Promise<number>(() => undefined);
    const { remove } = controlPlane(sandbox, () => hung, { timeLimitMs: 1 });
    await report("storage", "1.50");
    expect((await remove()).status).toBe(200);
    const usage = await store.database.db.selectFrom("usage").select(["cost", "part"]).execute();
    expect(usage).toEqual([{ cost: "1.50", part: null }]);
  });

  it("is deleted even if apifew is unavailable, and reported usage is still billed", async () => {
    await using sandbox = await start();
    const { remove } = controlPlane(sandbox, () => Promise.reject(new Error("away")));
    await report("storage", "1.50");
    expect((await remove()).status).toBe(200);
    expect(await costs(sandbox)).toEqual([1.5]);
  });
});
