import { beforeEach, describe, expect, it } from "vitest";
import type { CloudflareClient } from "../../../../providers/cloudflare/client.ts";
import { connectCloudflare } from "../../../../providers/cloudflare/connect.ts";
import { VendorError } from "../../../../providers/http/vendor-error.ts";
import type { Wakeup } from "../../../../src/core/background/wakeup.ts";
import { observeHostnames } from "../../../../src/fleet/hostnames/observe-hostnames.ts";
import { watchHostnames } from "../../../../src/fleet/hostnames/watch-hostnames.ts";
import { serveCustomerHosts } from "../../../../src/http/challenges/serve-customer-hosts.ts";
import { createApp } from "../../../../src/process/app.ts";
import { addTenant } from "../../../support/add-tenant.ts";
import { collect } from "../../../support/collect.ts";
import { hasDatabase, useDatabase } from "../../../support/database.ts";
import { MemoryLedger } from "../../../support/memory-ledger.ts";
import { startTestSandbox, type TestSandbox } from "../../../support/sandbox.ts";
import { testContext } from "../../../support/service-context.ts";
import { silentLog } from "../../../support/silent-log.ts";

const zoneId = "5a4db0c0ffee00000000000000000001";

describe.skipIf(!hasDatabase)("customers' hostnames", () => {
  const store = useDatabase();
  beforeEach(async () => {
    await store.database.db.deleteFrom("hostnameStatus").execute();
    await store.database.db.deleteFrom("tenants").execute();
  });

  const addClaimant = (hostnames: readonly string[], state: "active" | "suspended" = "active") =>
    addTenant(store.database.db, { hostnames, state });

  async function order(sandbox: TestSandbox, hostname: string): Promise<void> {
    const body = { hostname, ssl: { method: "http", type: "dv" } };
    await connectCloudflare(sandbox.settings).createCustomHostname(zoneId, body);
  }

  function watch(sandbox: TestSandbox, nowMs: () => number = Date.now, wakeup?: Pick<Wakeup, "take">) {
    const cloudflare = connectCloudflare(sandbox.settings);
    const now = () => new Date(nowMs());
    return watchHostnames({ db: store.database.db, cloudflare, zoneId, now, log: silentLog, wakeup });
  }

  function serve() {
    const context = testContext({ db: store.database.db, ledger: new MemoryLedger() });
    return createApp(context, { middleware: [serveCustomerHosts(context)] });
  }

  const statuses = () => store.database.db.selectFrom("hostnameStatus").selectAll().orderBy("hostname").execute();
  const listings = async (sandbox: TestSandbox) =>
    (await sandbox.calls()).filter(({ method, route }) => method === "GET" && route.endsWith("/custom_hostnames"))
      .length;
  const seed = { cloudflare: { zones: [{ id: zoneId, name: "saasprovider.com" }] } };

  it("become active through the challenges that we serve, before the customer's DNS points to Cloudflare", async () => {
    await using sandbox = await startTestSandbox({ timeScale: 0 });
    await sandbox.control("POST", "/dns", []);
    const client = connectCloudflare(sandbox.settings);
    await client.createDnsRecord(zoneId, {
      type: "A",
      name: "proxy-fallback.saasprovider.com",
      content: "203.0.113.7",
      ttl: 1,
      proxied: true,
    });
    await client.putFallbackOrigin(zoneId, "proxy-fallback.saasprovider.com");
    const tenantId = await addClaimant(["shop.acme.com"]);
    await order(sandbox, "shop.acme.com");
    await sandbox.advance(30);
    const round = watch(sandbox);
    await round();

    const wire = (await collect(client.listCustomHostnames(zoneId)))[0];
    const challenges = [
      { url: wire?.ownership_verification_http?.http_url, body: wire?.ownership_verification_http?.http_body },
      { url: wire?.ssl?.validation_records?.[0]?.http_url, body: wire?.ssl?.validation_records?.[0]?.http_body },
    ];
    const app = serve();
    for (const { url, body } of challenges) {
      const answer = await app.request(url ?? "");
      expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/plain"]);
      const served = await answer.text();
      expect(served).toBe(body);
      // The customer's A record points to us, so Cloudflare finds this there.
      await sandbox.control("POST", "/dns", { name: url, type: "HTTP", content: served });
    }
    const other = await app.request("http://shop.acme.com/.well-known/acme-challenge/other");
    expect(other.status, "no one waits for that").toBe(404);
    await sandbox.advance(3_600);
    await watch(sandbox, () => Date.now() + 3_600_000)();

    expect(await statuses()).toEqual([
      expect.objectContaining({ hostname: "shop.acme.com", status: "active", certificateStatus: "active" }),
    ]);
    const tenant = await store.database.db
      .selectFrom("tenants")
      .selectAll()
      .where("id", "=", tenantId)
      .executeTakeFirstOrThrow();
    expect(tenant.conditions).toEqual([
      expect.objectContaining({ type: "HostnamesActive", status: "true", reason: "Active" }),
    ]);
    expect([tenant.generation, tenant.observedGeneration]).toEqual([1, 1]);
    const [ownership] = challenges;
    expect((await app.request(ownership?.url ?? "")).status, "a validated challenge is no longer served").toBe(404);
  });

  it("are recorded even if the response for one of them cannot be read", async () => {
    await using sandbox = await startTestSandbox({ timeScale: 0, seed });
    for (const name of ["a", "b"]) {
      await addClaimant([`${name}.acme.com`]);
      await order(sandbox, `${name}.acme.com`);
    }
    await watch(sandbox)();
    const client = connectCloudflare(sandbox.settings);
    const unreadable = new VendorError({
      vendor: "Cloudflare",
      kind: "malformed-response",
      outcome: "unknown",
      call: "GET",
      detail: "the response is not as documented",
    });
    const cloudflare: Pick<CloudflareClient, "listCustomHostnames" | "findCustomHostname" | "hostnamesPerPage"> = {
      hostnamesPerPage: () => 50,
      listCustomHostnames: async function* (zone) {
        for await (const wire of client.listCustomHostnames(zone)) {
          if (wire.hostname !== "a.acme.com") {
            yield { ...wire, status: "moved" };
          }
        }
      },
      findCustomHostname: () => Promise.reject(unreadable),
    };

    await observeHostnames({ db: store.database.db, cloudflare, zoneId, now: () => new Date() });

    expect((await statuses()).map(({ hostname, status }) => [hostname, status])).toEqual([
      ["a.acme.com", "pending"],
      ["b.acme.com", "moved"],
    ]);
  });

  it("are polled in one listing for all, only while one of them is pending", async () => {
    await using sandbox = await startTestSandbox({ timeScale: 0, seed });
    const round = watch(sandbox);
    await round();
    expect(await listings(sandbox)).toBe(0);

    for (const name of ["a", "b", "c"]) {
      await addClaimant([`${name}.acme.com`]);
      await order(sandbox, `${name}.acme.com`);
    }
    await order(sandbox, "unclaimed.acme.com");
    await round();
    expect(await listings(sandbox)).toBe(1);
    expect((await statuses()).map(({ hostname }) => hostname)).toEqual(["a.acme.com", "b.acme.com", "c.acme.com"]);
  });

  it("are read one by one where the whole zone takes more calls, by id once it is known", async () => {
    await using sandbox = await startTestSandbox({ timeScale: 0, seed });
    const served = Array.from({ length: 120 }, (_, n) => `served-${n}.acme.com`);
    await addClaimant(served);
    await store.database.db
      .insertInto("hostnameStatus")
      .values(
        served.map((hostname) => ({
          ...{ hostname, cloudflareId: `id-${hostname}`, status: "active", certificateStatus: "active" },
          ...{ details: "{}", observedAt: new Date() },
        })),
      )
      .execute();
    for (const name of ["a", "b"]) {
      await addClaimant([`${name}.acme.com`]);
      await order(sandbox, `${name}.acme.com`);
    }
    const before = (await sandbox.calls()).length;
    let nowMs = Date.now();
    const round = watch(sandbox, () => nowMs);
    await round();
    expect((await statuses()).filter(({ status }) => status === "pending")).toHaveLength(2);
    nowMs += 300_000;
    await connectCloudflare(sandbox.settings).deleteCustomHostname(
      zoneId,
      (await statuses()).find(({ hostname }) => hostname === "a.acme.com")?.cloudflareId ?? "",
    );
    await round();
    expect((await statuses()).filter(({ hostname }) => !hostname.startsWith("served"))).toMatchObject([
      { hostname: "a.acme.com", status: "gone" },
      { hostname: "b.acme.com", status: "pending" },
    ]);
    const reads = (await sandbox.calls()).slice(before).filter(({ method }) => method === "GET");
    expect(reads.map(({ route }) => route.split("/").at(-1))).toEqual([
      ...["custom_hostnames", "custom_hostnames"],
      ...[":id", ":id"],
    ]);
  });

  it("are polled at increasing intervals up to five minutes while nothing changes", async () => {
    await using sandbox = await startTestSandbox({ timeScale: 0, seed });
    await addClaimant(["a.acme.com"]);
    await order(sandbox, "a.acme.com");
    await sandbox.advance(30);
    let nowMs = Date.now();
    const round = watch(sandbox, () => nowMs);
    const waits: number[] = [];
    for (let count = 0; count < 12; count += 1) {
      const waitMs = await round();
      waits.push(waitMs);
      nowMs += waitMs;
    }
    expect(waits.slice(0, 3)).toEqual([15_000, 22_500, 33_750]);
    expect(waits.at(-1)).toBe(300_000);
    await addClaimant(["b.acme.com"]);
    await order(sandbox, "b.acme.com");
    expect(await round(), "a new hostname is polled soon").toBe(15_000);
  });

  it("are not polled by another process shortly afterwards", async () => {
    await using sandbox = await startTestSandbox({ timeScale: 0, seed });
    await addClaimant(["a.acme.com"]);
    await order(sandbox, "a.acme.com");
    const nowMs = Date.now();
    await watch(sandbox, () => nowMs)();
    await watch(sandbox, () => nowMs + 5_000)();
    expect(await listings(sandbox)).toBe(1);
    await watch(sandbox, () => nowMs + 10_000)();
    expect(await listings(sandbox)).toBe(2);
  });

  it("are polled when Cloudflare sends a notification, pending or not, however recent the last poll was", async () => {
    await using sandbox = await startTestSandbox({ timeScale: 0, seed });
    const rings = [true, false, true];
    const round = watch(sandbox, Date.now, { take: () => rings.shift() ?? false });
    await round();
    expect(await listings(sandbox), "nothing is pending, but a certificate may have failed").toBe(1);
    await round();
    expect(await listings(sandbox)).toBe(1);
    await addClaimant(["a.acme.com"]);
    await order(sandbox, "a.acme.com");
    await round();
    expect(await statuses()).toHaveLength(1);
  });

  it("are polled immediately if the last poll is in the future because the clock was set back", async () => {
    await using sandbox = await startTestSandbox({ timeScale: 0, seed });
    await addClaimant(["a.acme.com"]);
    await order(sandbox, "a.acme.com");
    let nowMs = Date.now();
    const round = watch(sandbox, () => nowMs);
    await round();
    nowMs -= 3_600_000;
    await round();
    expect(await listings(sandbox)).toBe(2);
    expect((await statuses()).map(({ observedAt }) => observedAt.getTime())).toEqual([nowMs]);
    nowMs += 5_000;
    await round();
    expect(await listings(sandbox), "the new time counts from then on").toBe(2);
  });

  it("are not paused longer if the clock is set back", async () => {
    let listings = 0;
    const cloudflare = {
      hostnamesPerPage: () => 50,
      findCustomHostname: () => Promise.reject(new Error("the listing contains everything")),
      listCustomHostnames: async function* () {
        listings += 1;
        for (let index = 0; index < 520; index += 1) {
          yield { id: String(index), hostname: `${index}.acme.com` };
        }
      },
    };
    let nowMs = Date.now();
    const round = watchHostnames({
      ...{ db: store.database.db, cloudflare, zoneId, now: () => new Date(nowMs), log: silentLog },
      wakeup: { take: () => true },
    });
    await round();
    nowMs -= 3_600_000;
    expect(await round()).toBe(10_000);
    nowMs += 4_000;
    expect(await round()).toBe(6_000);
    nowMs += 6_000;
    await round();
    expect(listings).toBe(2);
  });

  it("are paused after the listing of a large zone, and then polled for notifications received during the pause", async () => {
    let listings = 0;
    const cloudflare = {
      hostnamesPerPage: () => 50,
      findCustomHostname: () => Promise.reject(new Error("the listing contains everything")),
      listCustomHostnames: async function* () {
        listings += 1;
        for (let index = 0; index < 520; index += 1) {
          yield { id: String(index), hostname: `${index}.acme.com` };
        }
      },
    };
    let nowMs = Date.now();
    const now = () => new Date(nowMs);
    const round = watchHostnames({
      ...{ db: store.database.db, cloudflare, zoneId, now, log: silentLog },
      wakeup: { take: () => true },
    });
    await round();
    expect(await round(), "one second for each of ten pages").toBe(10_000);
    expect(listings).toBe(1);
    nowMs += 10_000;
    await round();
    expect(listings).toBe(2);
  });

  it("are shown as missing in the condition and the panel after one poll once Cloudflare lost them, and as present once they are back", async () => {
    await using sandbox = await startTestSandbox({ timeScale: 0, seed });
    const { db } = store.database;
    const id = await addClaimant(["a.acme.com", "b.acme.com"]);
    await order(sandbox, "a.acme.com");
    await order(sandbox, "b.acme.com");
    const client = connectCloudflare(sandbox.settings);
    await watch(sandbox)();
    const reasons = async () => {
      const tenant = await db.selectFrom("tenants").select("conditions").where("id", "=", id).executeTakeFirstOrThrow();
      return tenant.conditions.map(({ status, reason }) => `${status} ${reason}`);
    };
    expect(await reasons()).toEqual(["false WaitingForDns"]);
    const [gone] = await collect(client.listCustomHostnames(zoneId));
    await client.deleteCustomHostname(zoneId, gone?.id ?? "");
    await watch(sandbox, () => Date.now() + 3_600_000)();

    expect(await reasons()).toEqual(["false Missing"]);
    expect((await statuses()).map(({ status }) => status).sort()).toEqual(["gone", "pending"]);
    await order(sandbox, gone?.hostname ?? "");
    await watch(sandbox, () => Date.now() + 7_200_000)();
    expect(await reasons()).toEqual(["false WaitingForDns"]);
  });

  it("of a suspended tenant are watched like any other, since suspension keeps them", async () => {
    await using sandbox = await startTestSandbox({ timeScale: 0, seed });
    const id = await addClaimant(["a.acme.com"], "suspended");
    await order(sandbox, "a.acme.com");
    await watch(sandbox)();
    expect(await statuses()).toHaveLength(1);
    const tenant = await store.database.db
      .selectFrom("tenants")
      .select("conditions")
      .where("id", "=", id)
      .executeTakeFirstOrThrow();
    expect(tenant.conditions).toMatchObject([{ type: "HostnamesActive", reason: "WaitingForDns" }]);
  });
});
