import type { Logger } from "pino";
import type { ControlPlaneConfig } from "../core/config/control-plane-config.ts";
import type { Environment } from "../core/config/resolve-references.ts";
import type { Database } from "../core/db/open-database.ts";
import type { Metrics } from "../core/telemetry/create-metrics.ts";
import { watchVendors } from "../core/vendor-health/watch-vendors.ts";
import { startDriftScan } from "../fleet/reconciler/worker/start-drift-scan.ts";
import { startDriftTasks } from "../fleet/reconciler/worker/start-drift-tasks.ts";
import { startWorker } from "../fleet/reconciler/worker/start-worker.ts";
import { openReconciler } from "./open-reconciler.ts";

export interface RunningWorker {
  readonly name: string;
  readonly database: Database["kind"];
  readonly metrics: Metrics;
  close(): Promise<void>;
}

/** Starts a worker with its own connections. */
export async function runWorker(
  config: ControlPlaneConfig,
  { environment, log }: { readonly environment: Environment; readonly log: Logger },
): Promise<RunningWorker> {
  const { parts, database, ending } = await openReconciler(config, { environment, log, name: "marketplane-worker" });
  try {
    const vendors = watchVendors({ ...parts, role: "worker" });
    ending.defer("vendors' health", () => vendors.stop());
    const worker = await startWorker(parts);
    ending.defer("worker", () => worker.close(), { isAlongside: true });
    const driftScan = await startDriftScan(parts, worker.name);
    if (driftScan) {
      ending.defer("drift scan", () => driftScan.stop(), { isAlongside: true });
    }
    const tasks = await startDriftTasks(parts, worker);
    ending.defer("drift tasks", () => tasks.stop());
    return { name: worker.name, database, metrics: parts.metrics, close: () => ending.close() };
  } catch (error) {
    await ending.close();
    throw error;
  }
}
