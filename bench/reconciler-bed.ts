import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { vendorVariablePrefixes } from "@marketplane/providers/vendor-accounts.ts";
import { sql } from "kysely";
import { pino } from "pino";
import { engineEnvironment } from "../engine/environment.ts";
import { migrate } from "../src/core/db/migrate.ts";
import { type Database, openDatabase } from "../src/core/db/open-database.ts";
import type { Ledger } from "../src/core/ledger/change.ts";
import { postgresLedger } from "../src/core/ledger/postgres-ledger.ts";
import { loadShardMap } from "../src/core/ledger/shard-map.ts";
import { type ReconcileQueue, startReconcileQueue } from "../src/core/queue/reconcile-queue.ts";
import type { BenchContext } from "./bench-case.ts";
import { removeDatabase } from "./remove-database.ts";
import { startProgram } from "./started-program.ts";
import { Vendor } from "./vendor.ts";

const pollMs = 50;
const ssoSalt = "5a4db00000000000000000000000000000000000000000bb";

/** A run of the engine, as the worker recorded it. */
export interface RecordedRun {
  readonly durationMs: number;
  readonly changes: Readonly<Record<string, number>>;
}

interface StandParts {
  readonly vendor: Vendor;
  readonly database: Database;
  readonly queue: ReconcileQueue;
  readonly ledger: Ledger;
}

/**
 * A control plane's embedded database, the vendors with their latency, and a worker in a separate process.
 */
export class ReconcilerBed {
  readonly vendor: Vendor;
  readonly #parts: StandParts;

  private constructor(parts: StandParts) {
    this.vendor = parts.vendor;
    this.#parts = parts;
  }

  /** Runs `work` with a test bed whose Clever Cloud has `count` add-ons, then shuts it down. */
  static async with<Result>(
    context: BenchContext,
    { name, count, rateLimit }: { readonly name: string; readonly count: number; readonly rateLimit?: string },
    work: (bed: ReconcilerBed) => Promise<Result>,
  ): Promise<Result> {
    const folder = join(context.folder, name);
    mkdirSync(folder, { recursive: true });
    const addons = Array.from({ length: count }, (_, index) => ({
      addonId: addonOf(index),
      ownerEmail: ownerOf(index),
    }));
    const vendor = await Vendor.start(context, { seed: { clevercloud: { addons } }, ...(rateLimit && { rateLimit }) });
    const log = pino({ level: "error" }, process.stderr);
    const stops: (() => Promise<unknown>)[] = [];
    try {
      const settings = { folder: join(folder, "database") };
      stops.push(async () => removeDatabase(settings.folder));
      const database = await openDatabase(settings, log);
      stops.push(() => database.close());
      await migrate(database.db);
      const queue = await startReconcileQueue({ ...database, log });
      stops.push(() => queue.stop());
      const { place: placeTenant } = await loadShardMap(database.db);
      const ledger = postgresLedger({ ...{ db: database.db, queue, placeTenant, log }, now: () => new Date() });
      stops.push(() => ledger.close());
      const { PATH = "" } = engineEnvironment({
        engine: context.engine,
        withheld: vendorVariablePrefixes,
        home: join(folder, "engine"),
      });
      const worker = await startProgram(
        [join(context.root, "src/cli/main.ts"), "worker", "--config", configFile(folder, vendor)],
        { PATH, HOME: folder, ...vendor.variables, ...variablesOf(vendor) },
        context.signal,
        join(folder, "worker.log"),
      );
      stops.push(worker.stop);
      return await work(new ReconcilerBed({ vendor, database, queue, ledger }));
    } finally {
      for (const stop of stops.toReversed()) {
        await stop();
      }
    }
  }

  /**
   * Orders the add-on with this number, with a hostname, as its marketplace and customer do. Resolves when
   * the order is durable.
   */
  order(index: number): Promise<string> {
    const hostname = `shop-${index}.customer.com`;
    return this.#parts.ledger.submit<string>({
      key: { source: "clevercloud", externalId: addonOf(index) },
      actor: "system",
      action: "bench",
      hostnames: [hostname],
      decide: (_before, { newId: id }) => ({
        answer: id,
        next: {
          ...{ id, source: "clevercloud", externalId: addonOf(index), state: "active", plan: "basic", marketplace: {} },
          desired: {
            owner: { login: ownerOf(index) },
            members: [],
            counters: {},
            hostnames: [{ hostname, ssl: { method: "http", type: "dv" } }],
          },
        },
      }),
    });
  }

  /** Makes the worker run a tenant again that has not changed. */
  async runAgain(id: string): Promise<void> {
    const { database, queue } = this.#parts;
    const [tenant] = await database.db
      .updateTable("tenants")
      .set({ observedGeneration: sql`generation - 1` })
      .where("id", "=", id)
      .returning("shard")
      .execute();
    if (tenant) {
      await queue.enqueue([tenant.shard], database.db);
    }
  }

  /** Inserts tenants that have already converged. */
  async addConverged(count: number): Promise<void> {
    await sql`
      insert into tenants (id, source, external_id, state, plan, desired, marketplace, generation, observed_generation,
        conditions, shard, created_at, changed_at)
      select 'steady' || translate(lpad(n::text, 6, '0'), '0123456789', 'abcdefghij'), 'direct', 'steady-' || n, 'active', 'basic',
        '{"members": [], "counters": {}, "hostnames": []}', '{}', 1, 1, '[]', 'shard-' || lpad((n % 16)::text, 2, '0'), now(), now()
      from generate_series(1, ${count}) as n`.execute(this.#parts.database.db);
  }

  /** Waits until every tenant has converged. */
  async untilConverged(signal: AbortSignal): Promise<void> {
    while ((await this.unconverged()) > 0) {
      await sleep(pollMs, undefined, { signal });
    }
  }

  async unconverged(): Promise<number> {
    const { count } = await this.#parts.database.db
      .selectFrom("tenants")
      .select((select) => select.fn.countAll<number>().as("count"))
      .where("observedGeneration", "<", sql.ref<number>("generation"))
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  runs(): Promise<RecordedRun[]> {
    return this.#parts.database.db.selectFrom("runs").select(["durationMs", "changes"]).orderBy("id").execute();
  }
}

function addonOf(index: number): string {
  return `addon_bench-${index}`;
}

function ownerOf(index: number): string {
  return `owner-${index}@customer.com`;
}

function variablesOf({ clevercloud: { url, password } }: Vendor): Readonly<Record<string, string>> {
  return { CLEVERCLOUD_BASE_URL: url, ADDON_PASSWORD: password, SSO_SALT: ssoSalt };
}

function configFile(folder: string, { zoneId, clevercloud: { providerId } }: Vendor): string {
  const reference = (name: string) => `\${${name}}`;
  const config = {
    publicUrl: "https://cp.saasprovider.com",
    database: { folder: join(folder, "database") },
    deployment: {
      zoneId,
      fallbackOrigin: { hostname: "proxy-fallback.saasprovider.com", content: "192.0.2.1" },
      cnameTarget: { hostname: "customers.saasprovider.com" },
      plans: { basic: { pricingUid: "ABCDEF1234567890", pricingName: "monthly_10" } },
      manifest: {
        providerId,
        name: "Bench",
        configVars: ["SANDBOX_ADDON_KEY"],
        regions: ["eu"],
        production: { baseUrl: "https://cp.saasprovider.com/orders", ssoUrl: "https://cp.saasprovider.com/sso" },
      },
    },
    clevercloud: {
      providerId,
      password: reference("ADDON_PASSWORD"),
      ssoSalt: reference("SSO_SALT"),
      path: "/orders",
      ssoPath: "/sso",
      config: { SANDBOX_ADDON_KEY: reference("licenseKey") },
    },
    reconciler: { folder: join(folder, "reconciler") },
  };
  const file = join(folder, "marketplane.yaml");
  writeFileSync(file, JSON.stringify(config));
  return file;
}
