import type { Registry } from "@prometheus-io/client";
import type { Kysely } from "kysely";
import type { Logger } from "pino";
import type { Tables } from "../../../core/db/tables.ts";
import { sumUnbilled, unbilledStates } from "../../../fleet/metering/list-unbilled.ts";
import { addCountedGauge } from "./counted-gauge.ts";

interface UnbilledGaugeOptions {
  readonly registry: Registry;
  readonly db: Kysely<Tables>;
  /** The marketplaces that bill usage. */
  readonly sources: readonly string[];
  readonly log: Logger;
}

/** Registers the cost of recorded usage that is not billed, by state. */
export function addUnbilledGauge({ registry, db, sources, log }: UnbilledGaugeOptions): void {
  addCountedGauge({
    ...{ registry, log },
    name: "marketplane_usage_unbilled",
    help: "Cost of usage that is not yet billed by the marketplaces, by state",
    labelNames: ["state"],
    async count() {
      const sums = await sumUnbilled(db, sources);
      const none = unbilledStates.map((state) => ({ labels: { state }, value: 0 }));
      return [...none, ...sums.map(({ state, cost }) => ({ labels: { state }, value: Number(cost) }))];
    },
  });
}
