import { beforeEach, describe, expect, it } from "vitest";
import { connectCloudflare } from "../../../../providers/cloudflare/connect.ts";
import { observeHostnames } from "../../../../src/fleet/hostnames/observe-hostnames.ts";
import { runRechecks } from "../../../../src/fleet/hostnames/rechecks.ts";
import { addTenant } from "../../../support/add-tenant.ts";
import { hasDatabase, useDatabase } from "../../../support/database.ts";
import { startTestSandbox, type TestSandbox } from "../../../support/sandbox.ts";
import { silentLog } from "../../../support/silent-log.ts";

const zoneId = "5a4db0c0ffee00000000000000000001";
const seed = { cloudflare: { zones: [{ id: zoneId, name: "saasprovider.com" }] } };
const hostname = "shop.acme.com";

describe.skipIf(!hasDatabase)("checks that customers request", () => {
  const store = useDatabase();
  beforeEach(async () => {
    await store.database.db.deleteFrom("hostnameStatus").execute();
    await store.database.db.deleteFrom("tenants").execute();
  });

  /** A hostname that Cloudflare gave up, and a customer who has requested a check. */
  async function give(sandbox: TestSandbox, requestedAt = new Date()) {
    const { db } = store.database;
    const cloudflare = connectCloudflare(sandbox.settings);
    await addTenant(db, { hostnames: [hostname] });
    await cloudflare.createCustomHostname(zoneId, { hostname, ssl: { method: "http", type: "dv" } });
    await sandbox.advance(30);
    await sandbox.control("POST", "/cloudflare/hostnames", {
      hostname,
      status: "moved",
      sslStatus: "validation_timed_out",
    });
    await observeHostnames({ db, cloudflare, zoneId, now: () => new Date(requestedAt.getTime() - 3_600_000) });
    await db.insertInto("hostnameRechecks").values({ hostname, requestedAt, askedAt: null }).execute();
    return { db, cloudflare };
  }

  function rounds(sandbox: TestSandbox, now: () => Date) {
    let looks = 0;
    const pollHostnames = () => {
      looks += 1;
    };
    const cloudflare = connectCloudflare(sandbox.settings);
    const round = runRechecks({ db: store.database.db, cloudflare, zoneId, log: silentLog, now, pollHostnames });
    return { round, looks: () => looks };
  }

  const patches = async (sandbox: TestSandbox) =>
    (await sandbox.calls()).filter(({ method }) => method === "PATCH").length;
  const recheck = () => store.database.db.selectFrom("hostnameRechecks").selectAll().executeTakeFirstOrThrow();

  it("make Cloudflare validate again, and trigger a poll of the hostnames", async () => {
    await using sandbox = await startTestSandbox({ timeScale: 0, seed });
    const at = new Date("2026-11-22T10:00:00Z");
    const { db, cloudflare } = await give(sandbox, at);
    const { round, looks } = rounds(sandbox, () => at);
    await round();

    expect(await patches(sandbox)).toBe(1);
    expect(await recheck()).toMatchObject({ askedAt: at, isFailed: false });
    expect(looks()).toBe(1);
    await observeHostnames({ db, cloudflare, zoneId, now: () => at });
    const status = await db
      .selectFrom("hostnameStatus")
      .select(["status", "certificateStatus"])
      .executeTakeFirstOrThrow();
    expect(status.status).toBe("pending");
    expect(status.certificateStatus).not.toBe("validation_timed_out");
  });

  it("are sent to Cloudflare once, however many processes run", async () => {
    await using sandbox = await startTestSandbox({ timeScale: 0, seed });
    await give(sandbox);
    const processes = Array.from({ length: 4 }, () => rounds(sandbox, () => new Date()).round);
    await Promise.all(processes.map((round) => round()));
    for (const round of processes) {
      await round();
    }
    expect(await patches(sandbox)).toBe(1);
  });

  it("are marked as failed if Cloudflare rejects them, and are not retried", async () => {
    await using sandbox = await startTestSandbox({ timeScale: 0, seed });
    await give(sandbox);
    await sandbox.fault({ vendor: "cloudflare", method: "PATCH", status: 400, times: 5 });
    const { round } = rounds(sandbox, () => new Date());
    await round();
    await round();
    expect(await recheck()).toMatchObject({ isFailed: true });
    expect(await patches(sandbox)).toBe(1);
  });

  it("trigger a poll every twenty seconds for two minutes", async () => {
    await using sandbox = await startTestSandbox({ timeScale: 0, seed });
    let nowMs = Date.parse("2026-11-22T10:00:00Z");
    await give(sandbox, new Date(nowMs));
    const { round, looks } = rounds(sandbox, () => new Date(nowMs));
    const seen: number[] = [];
    for (let seconds = 0; seconds <= 180; seconds += 10) {
      const before = looks();
      await round();
      if (looks() > before) {
        seen.push(seconds);
      }
      nowMs += 10_000;
    }
    expect(seen).toEqual([0, 20, 40, 60, 80, 100]);
  });

  it("are not needed for a recently added hostname, which is polled every twenty seconds until it is served", async () => {
    await using sandbox = await startTestSandbox({ timeScale: 0, seed });
    const at = new Date("2026-11-22T10:00:00Z");
    const { db } = await give(sandbox, at);
    await db.deleteFrom("hostnameRechecks").execute();
    const looksAfter = async (ms: number) => {
      const { round, looks } = rounds(sandbox, () => new Date(at.getTime() + ms));
      await round();
      return looks();
    };

    expect(await looksAfter(0), "it was added an hour ago").toBe(0);
    await db.updateTable("hostnameStatus").set({ firstSeenAt: at }).execute();
    expect([await looksAfter(599_000), await looksAfter(601_000)]).toEqual([1, 0]);
    await db.updateTable("hostnameStatus").set({ status: "active", certificateStatus: "active" }).execute();
    expect(await looksAfter(1_000)).toBe(0);
  });

  it("are not needed to get the validation records of a new hostname, which is polled soon and at increasing intervals", async () => {
    await using sandbox = await startTestSandbox({ timeScale: 0, seed });
    const { db } = store.database;
    const cloudflare = connectCloudflare(sandbox.settings);
    await addTenant(db, { hostnames: [hostname] });
    await cloudflare.createCustomHostname(zoneId, { hostname, ssl: { method: "http", type: "dv" } });
    const at = Date.parse("2026-11-22T10:00:00Z");
    let ms = 0;
    const now = () => new Date(at + ms);
    const observe = () => observeHostnames({ db, cloudflare, zoneId, now });
    await observe();
    const { round, looks } = rounds(sandbox, now);
    const seen: number[] = [];
    const lookUntil = async (seconds: number) => {
      for (; ms <= seconds * 1_000; ms += 1_000) {
        const before = looks();
        await round();
        if (looks() > before) {
          seen.push(ms / 1_000);
          await observe();
        }
      }
    };
    await lookUntil(21);
    expect(seen).toEqual([0, 2, 4, 6, 9, 14, 21]);

    await sandbox.advance(30);
    await lookUntil(52);
    expect(seen.slice(7), "its records are seen at the next poll, and it is polled like any other").toEqual([32, 52]);
  });
});
