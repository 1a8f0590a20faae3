import { Gauge, type Registry } from "@prometheus-io/client";
import type { Kysely } from "kysely";
import type { Logger } from "pino";
import { withTimeout } from "../../../core/background/with-timeout.ts";
import type { Tables } from "../../../core/db/tables.ts";
import { kinds, severities } from "../../../core/model/drift-report.ts";
import { countByKind } from "../../../fleet/drift/scheduled/drift-findings.ts";
import { hasScanned } from "../../../fleet/drift/scheduled/drift-scans.ts";
import { countTimeoutMs } from "./fleet-gauges.ts";

interface DriftGaugeOptions {
  readonly registry: Registry;
  readonly db: Kysely<Tables>;
  readonly log: Logger;
}

/** Registers the open findings of the scheduled drift scans, by kind and severity. */
export function addDriftGauge({ registry, db, log }: DriftGaugeOptions): void {
  const name = "marketplane_drift_findings";
  new Gauge({
    name,
    help: "Open findings of the scheduled drift scans",
    labelNames: ["kind", "severity"],
    registers: [registry],
    async collect() {
      this.reset();
      try {
        const counts = Promise.all([countByKind(db), hasScanned(db)]);
        const [rows, isKnown] = await withTimeout(counts, countTimeoutMs, () => new Error("not counted in time"));
        // Before the first drift scan nothing is known, which is not the same as 0.
        if (!isKnown && rows.length === 0) {
          return;
        }
        for (const kind of kinds) {
          for (const severity of severities) {
            this.set({ kind, severity }, 0);
          }
        }
        for (const { kind, severity, count } of rows) {
          this.set({ kind, severity }, count);
        }
      } catch (error) {
        // If the database is unavailable, the other series must still be served.
        log.warn({ err: error, metric: name }, "a metric could not be read");
      }
    },
  });
}
