import type { Logger } from "pino";
import { closeInOrder, type Ending } from "../core/background/close-in-order.ts";
import type { ControlPlaneConfig } from "../core/config/control-plane-config.ts";
import type { Environment } from "../core/config/resolve-references.ts";
import { vendorSettings } from "../core/config/vendor-settings.ts";
import { findTooFewConnections } from "../core/db/connections-needed.ts";
import { migrate } from "../core/db/migrate.ts";
import { type Database, openDatabase } from "../core/db/open-database.ts";
import { postgresLedger } from "../core/ledger/postgres-ledger.ts";
import { loadShardMap } from "../core/ledger/shard-map.ts";
import { startReconcileQueue } from "../core/queue/reconcile-queue.ts";
import { createMetrics, type Metrics } from "../core/telemetry/create-metrics.ts";
import type { ReconcilerParts } from "../fleet/reconciler/worker/create-reconciler.ts";
import { ownerEmails, withTerms } from "../http/marketplaces/index.ts";

export interface OpenReconciler {
  readonly parts: ReconcilerParts & { readonly metrics: Metrics };
  readonly database: Database["kind"];
  /** Runs the functions deferred to it, then closes everything that was opened. */
  readonly ending: Ending;
}

interface OpenOptions {
  readonly environment: Environment;
  readonly log: Logger;
  /** This process's name at the database server. */
  readonly name: string;
}

/**
 * Opens the reconciler's parts on their own connections, next to a running control plane or before one
 * starts.
 */
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
    if (tooFew !== undefined) {
      throw new Error(`The database cannot be used: ${tooFew}`);
    }
    await migrate(db);
    const queue = await startReconcileQueue({ url, db, log });
    ending.defer("queue", () => queue.stop());
    const shards = await loadShardMap(db);
    const ledger = postgresLedger({ db, queue, placeTenant: shards.place, log, now: () => new Date() });
    ending.defer("ledger", () => ledger.close());
    const parts = {
      config: withTerms(config),
      ownerEmailsOf: ownerEmails(vendorSettings(config, environment)),
      environment,
      db,
      queue,
      ledger,
      shards,
      log,
      metrics: createMetrics(),
    };
    return { parts, database: kind, ending };
  } catch (error) {
    await ending.close();
    throw error;
  }
}
