import type { Registry } from "@prometheus-io/client";
import type { Kysely } from "kysely";
import type { Logger } from "pino";
import type { Tables } from "../../../core/db/tables.ts";
import { measureBacklog } from "../../../core/ledger/tenants.ts";
import type { ReconcileQueue } from "../../../core/queue/reconcile-queue.ts";
import { addCountedGauge } from "./counted-gauge.ts";

interface FleetOptions {
  readonly registry: Registry;
  readonly db: Kysely<Tables>;
  readonly queue: Pick<ReconcileQueue, "countWaiting">;
  readonly log: Logger;
  now(): Date;
}

/**
 * Registers the series that are counted at each scrape: waiting jobs, and tenants that have not converged.
 */
export function addFleetGauges({ registry, db, queue, log, now }: FleetOptions): void {
  const gauge = (name: string, help: string, count: () => Promise<number>) =>
    addCountedGauge({ registry, log, name, help, count: async () => [{ value: await count() }] });
  gauge("marketplane_queue_waiting", "Reconciler jobs waiting for a worker", () => queue.countWaiting());
  gauge("marketplane_tenants_unconverged", "Tenants that have not converged", async () => {
    const { count } = await measureBacklog(db);
    return count;
  });
  gauge(
    "marketplane_tenants_unconverged_oldest_seconds",
    "Age of the oldest change that has not converged",
    async () => {
      const { oldest } = await measureBacklog(db);
      return oldest === null ? 0 : Math.max(0, (now().getTime() - oldest.getTime()) / 1000);
    },
  );
}
