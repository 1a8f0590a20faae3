import { describe, expect, it, onTestFinished } from "vitest";
import { migrate } from "../../../src/core/db/migrate.ts";
import { openDatabase } from "../../../src/core/db/open-database.ts";
import { createToken } from "../../../src/core/sign-in/operator-tokens.ts";
import { startControlPlane } from "../../../src/process/start-control-plane.ts";
import { createDatabase, hasDatabase } from "../../support/database.ts";
import { describeWithProgram } from "../../support/describe-with-program.ts";
import { startHaproxy, startNginx } from "../../support/proxies.ts";
import { testConfig } from "../../support/service-context.ts";
import { silentLog } from "../../support/silent-log.ts";

type StartProxy = (upstream: string) => Promise<string>;

async function start(changes: Readonly<Record<string, unknown>>) {
  const config = testConfig({ database: { url: await createDatabase() }, listen: { port: 0 }, ...changes });
  const controlPlane = await startControlPlane(config, { environment: () => undefined, log: silentLog });
  onTestFinished(() => controlPlane.close());
  return { url: controlPlane.url, database: config.database };
}

async function makeToken(settings: { url?: string | undefined; folder: string }): Promise<string> {
  const { db, close } = await openDatabase(settings, silentLog);
  try {
    await migrate(db);
    return await createToken({ db, name: "boss", actor: "system", now: new Date() }, "write", undefined);
  } finally {
    await close();
  }
}

const metricsToken = "a-token-of-more-than-thirty-five-characters";

function behind(startProxy: StartProxy): void {
  describe.skipIf(!hasDatabase)("as the proxy of a control plane on the same machine", () => {
    it("serves metrics only with the token", async () => {
      const open = await start({});
      expect((await fetch(`${await startProxy(open.url)}/metrics`)).status).toBe(403);
      const { url } = await start({ metrics: { token: metricsToken } });
      const front = await startProxy(url);
      expect((await fetch(`${front}/metrics`)).status).toBe(401);
      const headers = { Authorization: `Bearer ${metricsToken}` };
      expect((await fetch(`${front}/metrics`, { headers })).status).toBe(200);
    });

    it("lets probes and operators through after a stranger has used up the shared address's limit", async () => {
      const { url, database } = await start({ limits: { requestsPerMinute: 5 } });
      const token = await makeToken(database);
      const front = await startProxy(url);
      const get = async (path: string, headers: Record<string, string> = {}) =>
        (await fetch(`${front}${path}`, { headers, redirect: "manual" })).status;
      const stranger = await Promise.all(Array.from({ length: 20 }, () => get("/panel")));
      expect(stranger).toContain(429);
      const wrong = Array.from({ length: 15 }, () => signIn(front, "wrong"));
      expect((await Promise.all(wrong)).map(({ status }) => status)).toContain(429);
      expect([await get("/healthz"), await get("/readyz")]).toEqual([200, 200]);
      expect(await get("/api/v1/tenants", { Authorization: `Bearer ${token}` })).toBe(200);
      expect(await get("/console/sign-in")).toBe(200);
      const signedIn = await signIn(front, token);
      expect(signedIn.status).toBe(303);
      const [cookie = ""] = signedIn.headers.getSetCookie().map((each) => each.split(";")[0]);
      expect(await get("/console", { Cookie: cookie })).toBe(200);
    });
  });
}

const signIn = (front: string, token: string) =>
  fetch(`${front}/console/sign-in`, {
    method: "POST",
    headers: { Origin: "https://cp.saasprovider.com", "Sec-Fetch-Site": "same-origin" },
    body: new URLSearchParams({ token }),
    redirect: "manual",
  });

describeWithProgram("nginx", "nginx that passes the Host header", (program) => {
  behind((upstream) => startNginx(program, upstream, ["proxy_set_header Host $http_host;"]));

  it.skipIf(!hasDatabase)("that appends addresses distinguishes callers", async () => {
    const { url } = await start({ limits: { requestsPerMinute: 3, proxies: 1 } });
    const front = await startNginx(program, url, ["proxy_set_header X-Forwarded-For $http_x_seen;"]);
    const get = async (seen: string) => (await fetch(`${front}/panel`, { headers: { "X-Seen": seen } })).status;
    const one = [];
    for (let count = 0; count < 5; count += 1) {
      one.push(await get("198.51.100.1:4711"));
    }
    expect(one).toEqual([401, 401, 401, 429, 429]);
    expect(await get("[2001:db8::1]:4711")).toBe(401);
  });
});

describeWithProgram("haproxy", "HAProxy with its defaults", (program) => {
  behind((upstream) => startHaproxy(program, upstream));
});
