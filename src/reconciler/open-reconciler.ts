import type { Logger } from "pino";
import type { ControlPlaneConfig } from "../config/control-plane-config.ts";
import type { Environment } from "../config/resolve-references.ts";
import { findTooFewConnections } from "../db/connections-needed.ts";
import { migrate } from "../db/migrate.ts";
import { type Database, openDatabase } from "../db/open-database.ts";
import { postgresLedger } from "../ledger/postgres-ledger.ts";
import { loadShardMap } from "../ledger/shard-map.ts";
import { startReconcileQueue } from "../queue/reconcile-queue.ts";
import { closeInOrder, type Ending } from "../serve/close-in-order.ts";
import { createMetrics, type Metrics } from "../telemetry/create-metrics.ts";
import type { ReconcilerParts } from "./create-reconciler.ts";

export interface OpenReconciler {
  readonly parts: ReconcilerParts & { readonly metrics: Metrics };
  readonly database: Database["kind"];
  /** Closes what was opened, after whatever is deferred to it. */
  readonly ending: Ending;
}

interface OpenOptions {
  readonly environment: Environment;
  readonly log: Logger;
  /** What the database server calls this process. */
  readonly name: string;
}

/** Opens what the reconciler works with, with connections of its own, beside a control plane or before one. */
export async function openReconciler(
  config: ControlPlaneConfig,
  { environment, log, name }: OpenOptions,
): Promise<OpenReconciler> {
  const ending = closeInOrder(log, config.limits.drainTimeoutMs);
  try {
    const database = await openDatabase(config.database, log, { name, joins: true });
    ending.defer("database", () => database.close());
    const { db, url, kind } = database;
    const tooFew = await findTooFewConnections(db, config.database, 1);
    if (tooFew !== undefined) throw new Error(`The database cannot be used: ${tooFew}`);
    await migrate(db);
    const queue = await startReconcileQueue({ url, db, log });
    ending.defer("queue", () => queue.stop());
    const shards = await loadShardMap(db);
    const ledger = postgresLedger({ db, queue, placeTenant: shards.place, log, now: () => new Date() });
    ending.defer("ledger", () => ledger.close());
    const parts = { config, environment, db, queue, ledger, shards, log, metrics: createMetrics() };
    return { parts, database: kind, ending };
  } catch (error) {
    await ending.close();
    throw error;
  }
}
