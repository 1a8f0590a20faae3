import { Gauge, type Registry } from "@prometheus-io/client";
import type { Kysely } from "kysely";
import type { Logger } from "pino";
import { withTimeout } from "../../../core/background/with-timeout.ts";
import type { Tables } from "../../../core/db/tables.ts";
import { sumUnbilled, unbilledStates } from "../../../fleet/metering/list-unbilled.ts";
import { countTimeoutMs } from "./fleet-gauges.ts";

interface UnbilledGaugeOptions {
  readonly registry: Registry;
  readonly db: Kysely<Tables>;
  /** The marketplaces that bill usage. */
  readonly sources: readonly string[];
  readonly log: Logger;
}

/** Registers the cost of recorded usage that is not billed, by state. */
export function addUnbilledGauge({ registry, db, sources, log }: UnbilledGaugeOptions): void {
  const name = "marketplane_usage_unbilled";
  new Gauge({
    name,
    help: "Cost of usage that is not yet billed by the marketplaces, by state",
    labelNames: ["state"],
    registers: [registry],
    async collect() {
      this.reset();
      try {
        const sums = await withTimeout(
          sumUnbilled(db, sources),
          countTimeoutMs,
          () => new Error("not counted in time"),
        );
        for (const state of unbilledStates) {
          this.set({ state }, 0);
        }
        for (const { state, cost } of sums) {
          this.set({ state }, Number(cost));
        }
      } catch (error) {
        // If the database is unavailable, the other series must still be served.
        log.warn({ err: error, metric: name }, "a metric could not be read");
      }
    },
  });
}
