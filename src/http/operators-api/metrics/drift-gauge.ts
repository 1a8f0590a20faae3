import type { Registry } from "@prometheus-io/client";
import type { Kysely } from "kysely";
import type { Logger } from "pino";
import type { Tables } from "../../../core/db/tables.ts";
import { kinds, severities } from "../../../core/model/drift-report.ts";
import { countByKind } from "../../../fleet/drift/scheduled/drift-findings.ts";
import { hasScanned } from "../../../fleet/drift/scheduled/drift-scans.ts";
import { addCountedGauge } from "./counted-gauge.ts";

interface DriftGaugeOptions {
  readonly registry: Registry;
  readonly db: Kysely<Tables>;
  readonly log: Logger;
}

/** Registers the open findings of the scheduled drift scans, by kind and severity. */
export function addDriftGauge({ registry, db, log }: DriftGaugeOptions): void {
  addCountedGauge({
    ...{ registry, log },
    name: "marketplane_drift_findings",
    help: "Open findings of the scheduled drift scans",
    labelNames: ["kind", "severity"],
    async count() {
      const [rows, isKnown] = await Promise.all([countByKind(db), hasScanned(db)]);
      // Before the first drift scan nothing is known, which is not the same as 0.
      if (!isKnown && rows.length === 0) {
        return [];
      }
      const none = kinds.flatMap((kind) => severities.map((severity) => ({ labels: { kind, severity }, value: 0 })));
      return [...none, ...rows.map(({ kind, severity, count }) => ({ labels: { kind, severity }, value: count }))];
    },
  });
}
