import { beforeEach, describe, expect, it } from "vitest";
import { connectCloudflare } from "../../../../providers/cloudflare/connect.ts";
import { inspectHostnames } from "../../../../src/fleet/hostnames/inspect-hostnames.ts";
import { observeHostnames } from "../../../../src/fleet/hostnames/observe-hostnames.ts";
import { addTenant } from "../../../support/add-tenant.ts";
import { hasDatabase, useDatabase } from "../../../support/database.ts";
import { startTestSandbox, type TestSandbox } from "../../../support/sandbox.ts";
import { silentLog } from "../../../support/silent-log.ts";

const zoneId = "5a4db0c0ffee00000000000000000001";
const hourMs = 3_600_000;

describe.skipIf(!hasDatabase)("hostnames that are served", () => {
  const store = useDatabase();
  beforeEach(async () => {
    for (const table of ["hostnameStatus", "tenants", "facts"] as const) {
      await store.database.db.deleteFrom(table).execute();
    }
  });
  const seed = { cloudflare: { zones: [{ id: zoneId, name: "saasprovider.com" }] } };

  /** A zone with hostnames that were all observed once, in pages of five. */
  async function observed(sandbox: TestSandbox, names: readonly string[]) {
    const cloudflare = connectCloudflare({
      ...sandbox.settings,
      configured: (key) => (key === "cloudflare:perPage" ? "5" : sandbox.settings.configured(key)),
    });
    const { db } = store.database;
    for (const hostname of names) {
      await addTenant(db, { hostnames: [hostname] });
      await cloudflare.createCustomHostname(zoneId, { hostname, ssl: { method: "http", type: "dv" } });
    }
    await observeHostnames({ db, cloudflare, zoneId, now: () => new Date() }, true);
    return cloudflare;
  }

  function inspect(cloudflare: ReturnType<typeof connectCloudflare>, nowMs: () => number) {
    const now = () => new Date(nowMs());
    return inspectHostnames({ db: store.database.db, cloudflare, zoneId, now, log: silentLog, intervalMs: hourMs });
  }

  const statusOf = async (hostname: string) => {
    const rows = store.database.db.selectFrom("hostnameStatus").select(["status", "cloudflareId"]);
    return rows.where("hostname", "=", hostname).executeTakeFirstOrThrow();
  };
  const conditionOf = async (hostname: string) => {
    const { conditions } = await store.database.db
      .selectFrom("tenants")
      .innerJoin("hostnameClaims", "hostnameClaims.tenantId", "tenants.id")
      .select("conditions")
      .where("hostnameClaims.hostname", "=", hostname)
      .executeTakeFirstOrThrow();
    return conditions.find(({ type }) => type === "HostnamesActive");
  };
  const names = Array.from({ length: 12 }, (_, n) => `shop-${n}.acme.com`);

  it("are read a page at a time, and one that was deleted at Cloudflare is reported in the same inspection", async () => {
    await using sandbox = await startTestSandbox({ timeScale: 0, seed });
    const cloudflare = await observed(sandbox, names);
    await store.database.db
      .updateTable("hostnameStatus")
      .set({ status: "active", certificateStatus: "active" })
      .execute();
    await cloudflare.deleteCustomHostname(zoneId, (await statusOf("shop-3.acme.com")).cloudflareId);
    let nowMs = Date.now();
    const round = inspect(cloudflare, () => nowMs);
    const waits: number[] = [];
    do {
      waits.push(await round());
      nowMs += 1_000;
    } while (waits.at(-1) === 1_000);
    expect(await statusOf("shop-3.acme.com")).toMatchObject({ status: "gone" });
    expect(await conditionOf("shop-3.acme.com")).toMatchObject({ status: "false", reason: "Missing" });
    // Two whole pages, one hostname to confirm, and then the rest of the hour.
    expect(waits).toEqual([1_000, 1_000, 1_000, hourMs - 3_000]);
  });

  it("are read by one process in each interval, and again in the next one", async () => {
    await using sandbox = await startTestSandbox({ timeScale: 0, seed });
    const cloudflare = await observed(sandbox, ["shop.acme.com"]);
    let nowMs = Date.now();
    const [one, other] = [inspect(cloudflare, () => nowMs), inspect(cloudflare, () => nowMs)];
    await one();
    const before = (await sandbox.calls()).length;
    expect(await other()).toBe(hourMs);
    expect((await sandbox.calls()).length).toBe(before);
    nowMs += hourMs;
    await other();
    expect((await sandbox.calls()).length).toBe(before + 1);
  });

  it("are inspected from the beginning after a failure", async () => {
    await using sandbox = await startTestSandbox({ timeScale: 0, seed });
    const working = await observed(sandbox, ["shop.acme.com"]);
    let isBroken = true;
    const cloudflare: typeof working = {
      ...working,
      listCustomHostnames: async function* (...args) {
        if (isBroken) {
          throw new Error("the connection was lost");
        }
        yield* working.listCustomHostnames(...args);
      },
    };
    let nowMs = Date.now();
    const round = inspect(cloudflare, () => nowMs);
    await expect(round()).rejects.toThrow("the connection was lost");
    isBroken = false;
    nowMs += hourMs;
    expect(await round()).toBe(hourMs);
  });
});
