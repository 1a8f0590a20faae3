import { Gauge, type Registry } from "@prometheus-io/client";
import type { Kysely } from "kysely";
import type { Logger } from "pino";
import { withTimeout } from "../../../core/background/with-timeout.ts";
import type { Tables } from "../../../core/db/tables.ts";
import { measureBacklog } from "../../../core/ledger/tenants.ts";
import type { ReconcileQueue } from "../../../core/queue/reconcile-queue.ts";

interface FleetOptions {
  readonly registry: Registry;
  readonly db: Kysely<Tables>;
  readonly queue: Pick<ReconcileQueue, "countWaiting">;
  readonly log: Logger;
  now(): Date;
}

/** Shorter than a scrape's timeout, so that a hanging database affects only these series. */
export const countTimeoutMs = 2_000;

/**
 * Registers the series that are counted at each scrape: waiting jobs, and tenants that have not converged.
 */
export function addFleetGauges({ registry, db, queue, log, now }: FleetOptions): void {
  const gauge = (name: string, help: string, count: () => Promise<number>) => {
    const registers = [registry];
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        try {
          this.set(await withTimeout(count(), countTimeoutMs, () => new Error("not counted in time")));
        } catch (error) {
          // If the database is unavailable, the other series must still be served.
          this.remove();
          log.warn({ err: error, metric: name }, "a metric could not be read");
        }
      },
    });
  };
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
