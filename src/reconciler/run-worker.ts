import type { Logger } from "pino";
import type { ControlPlaneConfig } from "../config/control-plane-config.ts";
import type { Environment } from "../config/resolve-references.ts";
import { migrate } from "../db/migrate.ts";
import { type Database, openDatabase } from "../db/open-database.ts";
import { postgresLedger } from "../ledger/postgres-ledger.ts";
import { loadShardMap } from "../ledger/shard-map.ts";
import { startReconcileQueue } from "../queue/reconcile-queue.ts";
import { closeInOrder } from "../serve/close-in-order.ts";
import { createMetrics, type Metrics } from "../telemetry/create-metrics.ts";
import { startWorker } from "./start-worker.ts";

export interface RunningWorker {
  readonly name: string;
  readonly database: Database["kind"];
  readonly metrics: Metrics;
  close(): Promise<void>;
}

/** Starts a worker with connections of its own, beside a control plane or before one. */
export async function runWorker(
  config: ControlPlaneConfig,
  { environment, log }: { readonly environment: Environment; readonly log: Logger },
): Promise<RunningWorker> {
  const ending = closeInOrder(log);
  try {
    const database = await openDatabase(config.database, log, { name: "marketplane-worker", joins: true });
    ending.defer("database", () => database.close());
    const { db, url, kind } = database;
    await migrate(db);
    const queue = await startReconcileQueue({ url, db, log });
    ending.defer("queue", () => queue.stop());
    const shards = await loadShardMap(db);
    const ledger = postgresLedger({ db, queue, placeTenant: shards.place, log, now: () => new Date() });
    ending.defer("ledger", () => ledger.close());
    const metrics = createMetrics();
    const worker = await startWorker({ config, environment, db, queue, ledger, shards, log, metrics });
    ending.defer("worker", () => worker.close());
    return { name: worker.name, database: kind, metrics, close: () => ending.close() };
  } catch (error) {
    await ending.close();
    throw error;
  }
}
