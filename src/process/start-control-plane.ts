import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "@marketplane/providers/http/clock.ts";
import type { Logger } from "pino";
import { closeInOrder, type Ending } from "../core/background/close-in-order.ts";
import { repeatInBackground } from "../core/background/repeat-in-background.ts";
import { Wakeup } from "../core/background/wakeup.ts";
import type { ControlPlaneConfig } from "../core/config/control-plane-config.ts";
import type { Environment } from "../core/config/resolve-references.ts";
import { findTooFewConnections } from "../core/db/connections-needed.ts";
import { migrate } from "../core/db/migrate.ts";
import { type Database, openDatabase } from "../core/db/open-database.ts";
import { observeLedger } from "../core/ledger/observe-ledger.ts";
import { postgresLedger } from "../core/ledger/postgres-ledger.ts";
import { loadShardMap } from "../core/ledger/shard-map.ts";
import { billedSources } from "../core/ledger/source-terms.ts";
import { startReconcileQueue } from "../core/queue/reconcile-queue.ts";
import { createMetrics, type Metrics } from "../core/telemetry/create-metrics.ts";
import { mergeMetrics } from "../core/telemetry/merge-metrics.ts";
import { startTracing } from "../core/telemetry/start-tracing.ts";
import { watchVendors } from "../core/vendor-health/watch-vendors.ts";
import { openJournal } from "../http/journal/open-journal.ts";
import type { ServiceContext } from "../http/kernel/service-context.ts";
import { endpointsOf, termsOf } from "../http/marketplaces/index.ts";
import { readinessChecks } from "../http/operators-api/health/readiness.ts";
import { addDriftGauge } from "../http/operators-api/metrics/drift-gauge.ts";
import { addFleetGauges } from "../http/operators-api/metrics/fleet-gauges.ts";
import { isMetricsOpen } from "../http/operators-api/metrics/metrics-routes.ts";
import { addUnbilledGauge } from "../http/operators-api/metrics/unbilled-gauge.ts";
import { backgroundWork, removalBilling } from "./background-work.ts";
import { serveHttp } from "./serve-http.ts";
import { superviseWorker } from "./worker-process.ts";

/** A running control plane. */
export interface ControlPlane {
  /** The address it listens on; publicUrl is its public address. */
  readonly url: string;
  readonly database: Database["kind"];
  /**
   * Stops accepting requests, answers the open ones, finishes what was acknowledged, and ends. A second call
   * waits for the first.
   */
  close(): Promise<void>;
}

export interface StartOptions {
  readonly environment: Environment;
  readonly log: Logger;
  /** Program and arguments of the worker process to run alongside; no worker if undefined. */
  readonly worker?: readonly [string, ...string[]] | undefined;
}

/** Minimum time between two hostname checks caused by Cloudflare's notifications. */
const noticeIntervalMs = 5_000;

/** Starts a control plane. If the start fails, it throws the cause and leaves nothing running. */
export async function startControlPlane(config: ControlPlaneConfig, options: StartOptions): Promise<ControlPlane> {
  const { environment, log } = options;
  const { drainTimeoutMs, drainDelayMs } = config.limits;
  const ending = closeInOrder(log, drainTimeoutMs);
  try {
    const metrics = createMetrics();
    const tracing = startTracing(environment);
    ending.defer("traces", async () => tracing?.stop());
    const { context, database, queue, journal } = await openService(config, options, metrics, ending);
    const vendors = watchVendors({ db: context.db, environment, metrics, role: "control plane", log });
    ending.defer("vendors' health", () => vendors.stop());

    let isStopping = false;
    const checks = readinessChecks(context.db, queue);
    const hostnameWakeup = new Wakeup({ clock: systemClock, intervalMs: noticeIntervalMs });
    const background = backgroundWork(context, { environment, metrics, hostnameWakeup }).map((work) =>
      repeatInBackground({ ...work, clock: systemClock, log }),
    );
    const stopBackground = async () => {
      await Promise.all(background.map((work) => work.stop()));
    };
    ending.defer("background work", stopBackground, { isAlongside: true });
    const worker = options.worker && superviseWorker(options.worker, { log, closeTimeoutMs: drainTimeoutMs });
    if (worker) {
      ending.defer("worker", () => worker.close(), { isAlongside: true });
    }
    const exposition = mergeMetrics(metrics.registry, () => worker?.metrics() ?? []);
    const http = await serveHttp(context, {
      ...{ metrics, exposition, checks, journal, readersDb: database.readersDb },
      isStopping: () => isStopping,
      onHostnameNotice: () => hostnameWakeup.ring(),
    });
    ending.defer("http", () => http.close());
    if (!isMetricsOpen(config)) {
      log.warn("/metrics answers 403 to everyone: set metrics.token or metrics.listen");
    }

    const close = async () => {
      isStopping = true;
      await sleep(drainDelayMs);
      await ending.close();
    };
    let closing: Promise<void> | undefined;
    return {
      url: http.url,
      database: database.kind,
      close: () => {
        closing ??= close();
        return closing;
      },
    };
  } catch (error) {
    await ending.close();
    throw error;
  }
}

/** Opens the dependencies of the routes, each before those that need it. */
async function openService(
  config: ControlPlaneConfig,
  { environment, log, worker: hasWorker }: StartOptions,
  metrics: Metrics,
  ending: Ending,
) {
  const database = await openDatabase(config.database, log, { hasReaders: true });
  ending.defer("database", () => database.close());
  const { db, readersDb } = database;
  const tooFew = await findTooFewConnections(db, config.database, hasWorker ? 2 : 1);
  if (tooFew !== undefined) {
    throw new Error(`The database cannot be used: ${tooFew}`);
  }
  const migrations = await migrate(db);
  log.info({ database: database.kind, migrations }, "database opened");

  const queue = await startReconcileQueue({ url: database.url, db, log });
  ending.defer("queue", () => queue.stop());
  const now = () => new Date();
  const marketplaces = endpointsOf(config);
  const terms = termsOf(config);
  const journal = openJournal({ config, marketplaces, db, log, now });
  ending.defer("journal", () => journal.close());
  const onBatch = (size: number) => metrics.ledgerBatchSize.observe(size);
  // If the shard was split meanwhile, the worker moves the tenant on.
  const { place: placeTenant } = await loadShardMap(db);
  const ledger = observeLedger(postgresLedger({ db, queue, placeTenant, log, now, onBatch }), metrics);
  ending.defer("ledger", () => ledger.close());
  addFleetGauges({ registry: metrics.registry, db: readersDb, queue, log, now });
  addDriftGauge({ registry: metrics.registry, db: readersDb, log });
  addUnbilledGauge({
    registry: metrics.registry,
    db: readersDb,
    sources: billedSources(terms),
    log,
  });
  const parts = { config, marketplaces, terms, db, log, now };
  const context: ServiceContext = {
    ...parts,
    ledger,
    billBeforeRemoval: removalBilling(parts, { environment, metrics }),
  };
  return { context, database, queue, journal };
}
