import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, it, onTestFinished } from "vitest";
import { connectCloudflare } from "../../../providers/cloudflare/connect.ts";
import type { ControlPlaneConfig } from "../../../src/core/config/control-plane-config.ts";
import { migrate } from "../../../src/core/db/migrate.ts";
import { openDatabase } from "../../../src/core/db/open-database.ts";
import { startControlPlane } from "../../../src/process/start-control-plane.ts";
import { addTenant } from "../../support/add-tenant.ts";
import { createDatabase, hasDatabase } from "../../support/database.ts";
import { loopbackServer } from "../../support/loopback-server.ts";
import { startTestSandbox } from "../../support/sandbox.ts";
import { cleverPassword, cleverSalt, testConfig } from "../../support/service-context.ts";
import { silentLog } from "../../support/silent-log.ts";

const withoutVariables = { environment: () => undefined, log: silentLog };

async function configure(changes: Readonly<Record<string, unknown>> = {}): Promise<ControlPlaneConfig> {
  const own = { database: { url: await createDatabase() }, listen: { port: 0 }, metrics: { token: metricsToken } };
  return testConfig({ ...own, ...changes });
}

const metricsToken = "a-token-of-more-than-thirty-five-characters";
const forMetrics = { authorization: `Bearer ${metricsToken}` };

async function start(config: ControlPlaneConfig) {
  const controlPlane = await startControlPlane(config, withoutVariables);
  onTestFinished(() => controlPlane.close());
  return controlPlane;
}

const authorization = `Basic ${Buffer.from(`acme-addon:${cleverPassword}`).toString("base64")}`;
const order = JSON.stringify({ addon_id: "addon_1", plan: "dev", owner_id: "orga_1", region: "EU" });
const head = (url: string, extra: string) =>
  `POST /clevercloud/resources HTTP/1.1\r\nHost: ${new URL(url).host}\r\nAuthorization: ${authorization}\r\n` +
  `Content-Type: application/json\r\nContent-Length: ${order.length}\r\n${extra}\r\n`;

function open(url: string) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  return socket;
}

describe.skipIf(!hasDatabase)("a control plane", () => {
  it("starts on an empty database, answers, and can be restarted on it", async () => {
    const config = await configure();
    for (let count = 0; count < 2; count += 1) {
      const controlPlane = await startControlPlane(config, withoutVariables);
      for (const path of ["/healthz", "/readyz", "/openapi.json", "/docs", "/metrics"]) {
        expect((await fetch(`${controlPlane.url}${path}`, { headers: forMetrics })).status, path).toBe(200);
      }
      await controlPlane.close();
      await expect(fetch(controlPlane.url)).rejects.toThrow();
    }
  });

  it("that is stopped reports it at /readyz, answers open requests, and keeps what it acknowledged", async () => {
    const config = await configure({ limits: { drainDelayMs: 400 } });
    const controlPlane = await start(config);
    const socket = open(controlPlane.url);
    const answer = text(socket);
    socket.write(head(controlPlane.url, "Expect: 100-continue\r\n"));
    // The server has accepted the request and waits for its body.
    await once(socket, "readable");

    const closed = controlPlane.close();
    const ready = await fetch(`${controlPlane.url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([503, { status: "unavailable", missing: ["stopping"] }]);
    expect((await fetch(`${controlPlane.url}/healthz`)).status).toBe(200);
    await expect
      .poll(() =>
        fetch(`${controlPlane.url}/healthz`).then(
          () => "open",
          () => "closed",
        ),
      )
      .toBe("closed");
    socket.write(order);
    await closed;

    expect(await answer).toMatch(/HTTP\/1\.1 200 OK[\s\S]*"id":"[a-z]+"/);
    const database = await openDatabase(config.database, silentLog);
    onTestFinished(() => database.close());
    const tenants = await database.db.selectFrom("tenants").select("externalId").execute();
    const requests = await database.db.selectFrom("requests").select(["status"]).execute();
    expect([tenants, requests]).toEqual([[{ externalId: "addon_1" }], [{ status: 200 }]]);
  });

  it("that is stopped does not wait forever for open requests", async () => {
    const controlPlane = await start(await configure({ limits: { drainTimeoutMs: 100 } }));
    const socket = open(controlPlane.url);
    socket.on("error", () => undefined);
    socket.write(head(controlPlane.url, "Expect: 100-continue\r\n"));
    await once(socket, "readable");
    await controlPlane.close();
    await expect(fetch(controlPlane.url)).rejects.toThrow();
  });

  it("answers 408 to a request that arrives too slowly, head or body", async () => {
    const { url } = await start(await configure({ limits: { requestTimeoutMs: 300 } }));
    const slowHead = open(url);
    slowHead.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
    const slowBody = open(url);
    slowBody.write(`${head(url, "")}{`);
    expect(await text(slowHead)).toContain("408");
    // Its answer may come from the handler, which may not wait longer either.
    expect(await text(slowBody)).toMatch(/HTTP\/1\.1 (408|503)/);
  });

  it("refuses a body over the limit with 413, and a caller over its rate with 429 and Retry-After", async () => {
    const { url } = await start(await configure({ limits: { bodyBytes: 1_024, requestsPerMinute: 5 } }));
    const post = () =>
      fetch(`${url}/clevercloud/resources`, { method: "POST", headers: { authorization }, body: "x".repeat(2_000) });
    expect((await post()).status).toBe(413);
    const answers = await Promise.all(Array.from({ length: 6 }, () => fetch(`${url}/panel`)));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(Number(refused[0]?.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(refused[0]?.headers.get("content-type")).toBe("application/problem+json");
  });

  it("measures its ledger, and gives a repeated call the same answer", async () => {
    const { url } = await start(await configure());
    const headers = { authorization, "content-type": "application/json" };
    const post = async () =>
      (await fetch(`${url}/clevercloud/resources`, { method: "POST", headers, body: order })).text();
    const answers = new Set(await Promise.all([post(), post(), post()]));
    expect(answers.size).toBe(1);
    const metrics = await (await fetch(`${url}/metrics`, { headers: forMetrics })).text();
    expect(metrics).toContain('marketplane_ledger_wait_seconds_count{result="answered"} 3\n');
    expect(metrics).toMatch(/^marketplane_ledger_batch_size_sum 3$/m);
    expect(metrics).toContain('_count{method="POST",route="/clevercloud/resources",status="200"} 3\n');
    expect(metrics).toMatch(/^marketplane_tenants_unconverged 1$/m);
  });

  it("checks hostnames and bills usage in the background, with the given credentials", async () => {
    const addonId = "addon_1";
    await using sandbox = await startTestSandbox({ seed: { clevercloud: { addons: [{ addonId }] } } });
    const { ready } = sandbox;
    const { cloudflare, clevercloud } = ready.credentials;
    const variables: Readonly<Record<string, string>> = {
      CLOUDFLARE_API_TOKEN: cloudflare.apiToken,
      CLOUDFLARE_BASE_URL: ready.cloudflare,
      CLEVERCLOUD_BASE_URL: ready.clevercloud,
    };
    const { providerId, password } = clevercloud;
    const config = await configure({
      deployment: { ...testConfig().deployment, zoneId: cloudflare.zoneId },
      clevercloud: { providerId, password, ssoSalt: cleverSalt },
    });
    await connectCloudflare(sandbox.settings).createCustomHostname(cloudflare.zoneId, { hostname: "shop.acme.com" });
    const database = await openDatabase(config.database, silentLog);
    onTestFinished(() => database.close());
    await migrate(database.db);
    const facts = { source: "clevercloud" as const, externalId: addonId, hostnames: ["shop.acme.com"] };
    const tenantId = await addTenant(database.db, facts);
    const usage = { tenantId, period: "2025-01", reportKey: "k", cost: "2.5", source: "api", reportedAt: new Date() };
    await database.db.insertInto("usage").values(usage).execute();

    const controlPlane = await startControlPlane(config, { environment: (name) => variables[name], log: silentLog });
    onTestFinished(() => controlPlane.close());

    const seen = () => database.db.selectFrom("hostnameStatus").select("hostname").execute();
    await expect.poll(seen).toEqual([{ hostname: "shop.acme.com" }]);
    const billed = () => database.db.selectFrom("consumptions").select(["addonId", "state"]).execute();
    await expect.poll(billed).toEqual([{ addonId, state: "sent" }]);
    const metrics = await (await fetch(`${controlPlane.url}/metrics`, { headers: forMetrics })).text();
    expect(metrics).toMatch(
      /marketplane_vendor_call_duration_seconds_count\{vendor="[^"]*Cloudflare[^"]*",method="GET",status="200"\}/,
    );
    expect(metrics).toContain('marketplane_consumptions_total{state="sent"} 1');
  });

  it("serves metrics only on their separate address, if configured", async () => {
    const taken = await loopbackServer(() => undefined);
    const free = new URL(taken).port;
    const refusal = configure({ metrics: { listen: { port: Number(free) } } });
    await expect(startControlPlane(await refusal, withoutVariables)).rejects.toThrow(
      `cannot listen on 127.0.0.1, port ${free}: the address is already in use`,
    );
    const { url } = await start(await configure({ metrics: { listen: { port: 0 } } }));
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
  });

  it("that cannot listen reports it, and leaves nothing running", async () => {
    const taken = await loopbackServer(() => undefined);
    const config = await configure({ listen: { port: Number(new URL(taken).port) } });
    await expect(startControlPlane(config, withoutVariables)).rejects.toThrow(
      "the address is already in use; set listen",
    );
    const database = await openDatabase(config.database, silentLog, { name: "look" });
    onTestFinished(() => database.close());
    const { rows } = await database.db.executeQuery<{ name: string }>({
      ...database.db.selectNoFrom([]).compile(),
      sql: "select application_name as name from pg_stat_activity where datname = current_database() and application_name <> 'look'",
    });
    expect(rows).toEqual([]);
  });

  it("without its database reports it without the password", async () => {
    const config = testConfig({
      database: { url: "postgres://jane:hunter2hunter2@127.0.0.1:1/db" },
      listen: { port: 0 },
    });
    const error = await startControlPlane(config, withoutVariables).catch((reason: unknown) => String(reason));
    expect(error).toContain("db at 127.0.0.1:1");
    expect(error).not.toContain("hunter2");
  });
});
