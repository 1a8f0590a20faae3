/** Pages and API lists over a large fleet, and orders while operators read them. */
import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { request } from "undici";
import { z } from "zod";
import { migrate } from "../../src/core/db/migrate.ts";
import { openDatabase } from "../../src/core/db/open-database.ts";
import { createToken } from "../../src/core/sign-in/operator-tokens.ts";
import type { BenchCase, BenchContext } from "../bench-case.ts";
import { orderAuthorization, writeControlPlaneConfig } from "../control-plane-config.ts";
import { type Figure, figure } from "../figure.ts";
import { seedLargeFleet } from "../large-fleet.ts";
import { runLoad } from "../order-load.ts";
import { removeDatabase } from "../remove-database.ts";
import { startProgram } from "../started-program.ts";

const sizes = {
  full: { tenants: 100_000, shards: 512, entries: 1_000_000 },
  quick: { tenants: 2_000, shards: 16, entries: 5_000 },
};
/** Reads of each page. The first is not counted: it compiles the page's code. */
const reads = { full: 40, quick: 5 };
const operators = 20;
const worstPages = 5;
const pageMsMax = 100;
const orderMsMax = 50;
const load = { ratePerSecond: 50, seconds: 15, connections: 16 };

const Ready = z.object({ url: z.url() });
const TenantPage = z.object({ tenants: z.array(z.object({ id: z.string() })).min(1) });

/** Paths of the console and the operators' API. The console's have no prefix /api. */
const paths = [
  "/console",
  "/console/tenants",
  "/console/tenants?text=customer-ab",
  "/console/tenants?text=owner777%40",
  "/console/tenants?condition=unconverged",
  "/console/tenants?condition=failing",
  "/console/tenants?state=suspended",
  "/console/tenants?plan=pro",
  "/console/shards",
  "/console/shards/shard-0007",
  "/console/runs",
  "/console/drift",
  "/console/requests",
  "/console/requests?status=failed",
  "/console/audit",
  "/console/vendors",
  "/api/v1/tenants",
  "/api/v1/tenants?text=customer-ab",
  "/api/v1/audit",
  "/api/v1/requests",
];

export const largeFleet: BenchCase = {
  letter: "l",
  title: "pages and orders with a large fleet",
  run: async (context) => {
    const size = context.isQuick ? sizes.quick : sizes.full;
    const folder = join(context.folder, "large-fleet");
    mkdirSync(folder, { recursive: true });
    const settings = { folder: join(folder, "database") };
    const database = await openDatabase(settings, pino({ level: "warn" }, process.stderr));
    try {
      await migrate(database.db);
      const started = performance.now();
      await seedLargeFleet(database.db, size);
      context.say(`${size.tenants} tenants seeded in ${((performance.now() - started) / 1_000).toFixed(0)} s`);
      const work = { db: database.db, name: "bench", actor: "system", now: new Date() };
      const token = await createToken(work, "read", undefined);
      const password = randomBytes(32).toString("hex");
      const server = await startProgram(
        [
          join(context.root, "src/cli/main.ts"),
          "serve",
          "--no-worker",
          "--config",
          writeControlPlaneConfig(folder, database),
        ],
        { DATABASE_URL: database.url, ADDON_PASSWORD: password, SSO_SALT: password },
        context.signal,
        join(folder, "serve.log"),
      );
      try {
        return await measure(context, { url: Ready.parse(JSON.parse(server.line)).url, token, password }, size.tenants);
      } finally {
        await server.stop();
      }
    } finally {
      await database.close();
      removeDatabase(settings.folder);
    }
  },
};

interface Server {
  readonly url: string;
  readonly token: string;
  readonly password: string;
}

async function measure(context: BenchContext, server: Server, tenants: number): Promise<Figure[]> {
  const read = await signIn(server);
  const count = context.isQuick ? reads.quick : reads.full;
  const pages: { readonly path: string; readonly p95Ms: number }[] = [];
  for (const path of [...paths, await aTenantPage(server)]) {
    await read(path);
    const times: number[] = [];
    for (let round = 0; round < count; round += 1) {
      times.push(await timed(() => read(path)));
    }
    pages.push({ path: path.replace(/[a-z]{32}/, "ID"), p95Ms: percentile(times, 0.95) });
    context.say(`${path}: p95 ${percentile(times, 0.95).toFixed(0)} ms`);
  }
  const worst = pages.toSorted((one, other) => other.p95Ms - one.p95Ms).slice(0, worstPages);
  const quiet = await orders(context, server);
  const busy = await beside(
    worst.map(({ path }) => path.replace("ID", "")),
    read,
    () => orders(context, server),
  );
  const name = (what: string) => `l: ${tenants} tenants: ${what}`;
  return [
    ...pages.map(({ path, p95Ms }) => figure(name(`${path}, p95`), p95Ms, "ms", { is: "below", limit: pageMsMax })),
    figure(name("orders, p99"), quiet, "ms", { is: "below", limit: orderMsMax }),
    figure(name(`orders beside ${operators} operators, p99`), busy, "ms", { is: "below", limit: orderMsMax }),
  ];
}

/** Signs in to the console. Returns a function that reads one path and throws unless it is answered. */
async function signIn({ url, token }: Server): Promise<(path: string) => Promise<string>> {
  const { headers } = await request(`${url}/console/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", origin: "https://cp.saasprovider.com" },
    body: new URLSearchParams({ token }).toString(),
  });
  const cookie = z
    .union([z.string(), z.array(z.string()).transform((all) => all.join("; "))])
    .transform((value) => value.split(";")[0] ?? "")
    .parse(headers["set-cookie"]);
  return async (path) => {
    const { statusCode, body } = await request(`${url}${path}`, {
      headers: path.startsWith("/api") ? { authorization: `Bearer ${token}` } : { cookie },
    });
    const text = await body.text();
    if (statusCode !== 200) {
      throw new Error(`${path} was answered ${statusCode}: ${text.slice(0, 200)}`);
    }
    return text;
  };
}

async function aTenantPage({ url, token }: Server): Promise<string> {
  const { body } = await request(`${url}/api/v1/tenants`, { headers: { authorization: `Bearer ${token}` } });
  return `/console/tenants/${TenantPage.parse(await body.json()).tenants[0]?.id}`;
}

async function orders(context: BenchContext, { url, password }: Server): Promise<number> {
  const report = await runLoad(context, {
    ...load,
    url: `${url}/orders`,
    authorization: orderAuthorization(password),
  });
  return report.p99Ms;
}

/** Runs the work while operators read these paths, one page after another. */
async function beside<Result>(
  pages: readonly string[],
  read: (path: string) => Promise<string>,
  work: () => Promise<Result>,
): Promise<Result> {
  let isOver = false;
  const loops = Array.from({ length: operators }, async (_, first) => {
    for (let next = first; !isOver; next += 1) {
      await read(pages[next % pages.length] ?? "/console");
    }
  });
  try {
    return await work();
  } finally {
    isOver = true;
    await Promise.all(loops);
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
