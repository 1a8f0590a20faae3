import { Gauge, type Registry } from "@prometheus-io/client";
import { type Kysely, sql } from "kysely";
import type { Logger } from "pino";
import { withTimeout } from "../../../core/background/with-timeout.ts";
import type { Tables } from "../../../core/db/tables.ts";
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
    const { count } = await unconverged(db);
    return count;
  });
  gauge(
    "marketplane_tenants_unconverged_oldest_seconds",
    "Age of the oldest change that has not converged",
    async () => {
      const { oldest } = await unconverged(db);
      return oldest === null ? 0 : Math.max(0, (now().getTime() - oldest.getTime()) / 1000);
    },
  );
}

async function unconverged(db: Kysely<Tables>): Promise<{ count: number; oldest: Date | null }> {
  return db
    .selectFrom("tenants")
    .select((select) => [
      select.fn.countAll<number>().as("count"),
      select.fn.min<Date | null>("changedAt").as("oldest"),
    ])
    .where("observedGeneration", "<", sql.ref<number>("generation"))
    .executeTakeFirstOrThrow();
}
