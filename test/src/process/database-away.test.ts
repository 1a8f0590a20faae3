import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";
import { toDataFolder } from "../../../src/core/db/embedded/cluster.ts";
import { findServer } from "../../../src/core/db/embedded/leftover-server.ts";
import { migrate } from "../../../src/core/db/migrate.ts";
import { type Database, openDatabase } from "../../../src/core/db/open-database.ts";
import { postgresLedger } from "../../../src/core/ledger/postgres-ledger.ts";
import { startReconcileQueue } from "../../../src/core/queue/reconcile-queue.ts";
import { createMetrics } from "../../../src/core/telemetry/create-metrics.ts";
import { readinessChecks } from "../../../src/http/operators-api/health/readiness.ts";
import { controlPlaneApp } from "../../../src/process/serve-http.ts";
import { createDatabase, hasDatabase } from "../../support/database.ts";
import { operatorOf } from "../../support/operator.ts";
import {
  appPassword,
  appSecret,
  basic,
  cleverPassword,
  cleverSalt,
  testConfig,
  testContext,
} from "../../support/service-context.ts";
import { silentLog } from "../../support/silent-log.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { openDatabaseLine } from "./database-line.ts";

/** Routes that need no database. Every other route must report that it is unavailable. */
const withoutDatabase = ["/assets/", "/docs", "/openapi.json", "/healthz", "/metrics"];
const origin = "https://cp.saasprovider.com";
const order = { addon_id: "addon_1", plan: "dev", owner_id: "orga_1", region: "EU" };
const act = {
  act: "user_create",
  user_email: "ada@customer.com",
  user_zone: "customer.com",
  user_tos: "1",
  user_tokens: "{}",
};
const usage = { tenantId: "x", period: "2026-11", reportKey: "k", cost: "1" };

/** A database that can become unavailable, and the functions that interrupt and restore it. */
interface Outage {
  readonly database: Database;
  begin(): void;
  end(): void;
}

/** A connection to the run's server that can be cut or blocked. */
async function lineOutage(how: "cut" | "clog"): Promise<Outage> {
  const line = await openDatabaseLine(await createDatabase());
  const database = await openDatabase({ url: line.url, folder: "unused" }, silentLog);
  return { database, begin: () => line[how](), end: () => line.restore() };
}

/** The test's own embedded server. Its processes are paused by SIGSTOP and continued. */
async function frozenServer(): Promise<Outage> {
  const folder = await temporaryFolder();
  const database = await openDatabase({ folder }, silentLog);
  let frozen: readonly number[] = [];
  return {
    database,
    begin: () => {
      frozen = processTree(findServer(toDataFolder(folder))?.pid ?? 0);
      expect(frozen.length).toBeGreaterThan(1);
      for (const pid of frozen) {
        process.kill(pid, "SIGSTOP");
      }
    },
    end: () => {
      for (const pid of frozen) {
        process.kill(pid, "SIGCONT");
      }
      frozen = [];
    },
  };
}

/** A process and its children, the parent first. */
function processTree(parent: number): number[] {
  const children = readdirSync("/proc").filter((name) => {
    if (!/^\d+$/.test(name)) {
      return false;
    }
    try {
      // pid (name) state ppid …; the name can contain spaces and parentheses.
      return Number(readFileSync(`/proc/${name}/stat`, "utf8").split(") ").at(-1)?.split(" ")[1]) === parent;
    } catch {
      return false;
    }
  });
  return [parent, ...children.map(Number)];
}

/**
 * A control plane's routes on a database that can become unavailable, with a visitor and an operator signed
 * in.
 */
async function startPlane(outage: Outage) {
  const { database } = outage;
  const { db, url } = database;
  await migrate(db);
  const queue = await startReconcileQueue({ url, db, log: silentLog });
  const now = () => new Date();
  const ledger = postgresLedger({ db, queue, placeTenant: () => "shard-00", log: silentLog, now });
  const limits = { requestTimeoutMs: 1_000, requestsPerMinute: 1_000_000 };
  const context = testContext({ db, ledger, config: testConfig({ limits }) });
  const metrics = createMetrics();
  const app = controlPlaneApp(context, {
    metrics,
    exposition: metrics.registry,
    checks: readinessChecks(db, queue),
    journal: { middleware: (_c, next) => next() },
    readersDb: db,
    isStopping: () => false,
    onHostnameNotice: () => undefined,
  });
  onTestFinished(async () => {
    outage.end();
    await queue.stop();
    await database.close();
  });
  const { token } = await operatorOf(app, context, "write");
  const authorization = basic("acme-addon", cleverPassword);
  const made = await app.request("/clevercloud/resources", {
    method: "POST",
    headers: { authorization },
    body: JSON.stringify(order),
  });
  const { id } = (await made.json()) as { id: string };
  const form = signedForm(id);
  const signedIn = await app.request("/clevercloud/sso/login", { method: "POST", body: form });
  const entered = await app.request("/console/sign-in", {
    method: "POST",
    headers: { origin },
    body: new URLSearchParams({ token }),
  });
  expect([made.status, signedIn.status, entered.status]).toEqual([200, 303, 303]);
  const cookie = [signedIn, entered].flatMap((answer) =>
    answer.headers.getSetCookie().map((each) => each.split(";")[0]),
  );
  return { app, id, token, cookie: cookie.join("; ") };
}

type Plane = Awaited<ReturnType<typeof startPlane>>;

function signedForm(id: string): URLSearchParams {
  const timestamp = String(Date.now());
  const text = [id, "user_1", "ada@customer.com", "", cleverSalt, timestamp].join(":");
  const signature = createHash("sha512").update(text).digest("hex");
  return new URLSearchParams({
    id,
    user_id: "user_1",
    email: "ada@customer.com",
    "nav-data": "",
    timestamp,
    signature,
  });
}

/** A request that each route accepts, as far as its database allows. */
function requestOf({ id, token, cookie }: Plane, method: string, pattern: string): Request {
  const secret = pattern.startsWith("/cloudflare-app") ? appSecret : "x";
  const path = pattern
    .replace(/:secret\b/, secret)
    .replace(/:id\b/, id)
    .replace(/:\w+(\{[^}]*\})?/g, "1")
    .replace(/\*$/, "x");
  const isReading = method === "GET";
  const credentials = pattern.startsWith("/api")
    ? `Bearer ${token}`
    : pattern.startsWith("/clevercloud")
      ? basic("acme-addon", cleverPassword)
      : basic("cloudflare", appPassword);
  const isForm = !isReading && /^\/(panel|console|clevercloud\/sso)/.test(pattern);
  const isSso = pattern === "/clevercloud/sso/login";
  const body = isForm ? (isSso ? signedForm(id) : new URLSearchParams({ token })) : bodyOf(pattern);
  const query = isReading && isSso ? `?${signedForm(id)}` : "";
  return new Request(`${origin}${path}${query}`, {
    method,
    headers: {
      authorization: credentials,
      cookie,
      origin,
      ...(isForm ? {} : { "content-type": "application/json" }),
    },
    ...(!isReading && { body }),
  });
}

function bodyOf(pattern: string): string {
  if (pattern.startsWith("/cloudflare-app")) {
    return JSON.stringify(act);
  }
  if (pattern.startsWith("/api/v1/usage")) {
    return JSON.stringify(usage);
  }
  return JSON.stringify(order);
}

describe.skipIf(!hasDatabase)("every route of a control plane", { timeout: 120_000 }, () => {
  for (const [how, prepare] of [
    ["its connection is cut", () => lineOutage("cut")],
    ["its connection lets nothing through", () => lineOutage("clog")],
    ["its server is frozen", frozenServer],
  ] as const) {
    it(`answers 503 with Retry-After while the database is away (${how}), a program with a problem and a person with a page`, async () => {
      const outage = await prepare();
      const plane = await startPlane(outage);
      const { app } = plane;
      const routes = app.routes.filter(({ method, path }) => method !== "ALL" && !path.endsWith("*"));
      const routesByName = new Map(routes.map(({ method, path }) => [`${method} ${path}`, { method, path }]));
      expect(routesByName.size).toBeGreaterThan(60);
      outage.begin();
      const answers = await Promise.all(
        [...routesByName].map(async ([name, { method, path }]) => {
          const answer = await app.request(requestOf(plane, method, path));
          const type = answer.headers.get("content-type")?.split(";")[0] ?? "";
          return { name, path, status: answer.status, type, retryAfter: answer.headers.get("retry-after") };
        }),
      );
      const needing = answers.filter(({ path }) => !withoutDatabase.some((prefix) => path.startsWith(prefix)));
      const unlike = needing.filter(({ path, status, type, retryAfter }) => {
        if (path === "/readyz") {
          return status !== 503;
        }
        const isPage = /^\/(panel|console|clevercloud\/sso)/.test(path);
        return status !== 503 || Number(retryAfter) < 1 || type !== (isPage ? "text/html" : "application/problem+json");
      });
      expect(unlike).toEqual([]);
      const rest = answers.filter((answer) => !needing.includes(answer));
      expect(rest.filter(({ status }) => status >= 500)).toEqual([]);

      outage.end();
      const ready = async () => (await app.request("/readyz")).status;
      await expect.poll(ready, { timeout: 20_000 }).toBe(200);
    });
  }
});
