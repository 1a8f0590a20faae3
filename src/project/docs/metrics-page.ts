import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Registry } from "@prometheus-io/client";
import { z } from "zod";
import { createMetrics } from "../../core/telemetry/create-metrics.ts";
import { createGitopsMetrics } from "../../fleet/gitops/gitops-metrics.ts";
import { addDriftGauge } from "../../http/operators-api/metrics/drift-gauge.ts";
import { addFleetGauges } from "../../http/operators-api/metrics/fleet-gauges.ts";
import { addUnbilledGauge } from "../../http/operators-api/metrics/unbilled-gauge.ts";
import { fillMarkers } from "./fill-markers.ts";
import { type ReferencePage, referenceFolder } from "./reference-pages.ts";
import { toTable } from "./to-table.ts";
import { unusedContext } from "./unused-context.ts";

const name = "metrics.md";
const Series = z.object({
  name: z.string(),
  help: z.string(),
  type: z.string(),
  labelNames: z.array(z.string()),
});

/** A series in a registry. */
export type Series = z.infer<typeof Series>;

/** All series of `serve` with its worker, and of `reconcile --watch`, including those of the process. */
export function readSeries(): { readonly controlPlane: Series[]; readonly watcher: Series[] } {
  const { db, log, now } = unusedContext();
  const { registry } = createMetrics();
  addFleetGauges({ registry, db, log, now, queue: { countWaiting: () => Promise.resolve(0) } });
  addDriftGauge({ registry, db, log });
  addUnbilledGauge({ registry, db, sources: [], log });
  return { controlPlane: seriesOf(registry), watcher: seriesOf(createGitopsMetrics().registry) };
}

/** The page of the metrics, from the registries that /metrics shows. */
export function metricsPage(): ReferencePage {
  const present = readFileSync(join(referenceFolder, name), "utf8");
  const { controlPlane, watcher } = readSeries();
  const parts = {
    "control plane": table(controlPlane.filter(isOurs)),
    watcher: table(watcher.filter(isOurs)),
    process: table(controlPlane.filter((series) => !isOurs(series))),
  };
  return { name, present, expected: fillMarkers(name, present, parts) };
}

/** The library's type omits some fields of the object. */
function seriesOf(registry: Registry): Series[] {
  return z.array(Series).parse(registry.getMetricsAsArray());
}

function isOurs({ name: series }: Series): boolean {
  return series.startsWith("marketplane_");
}

function table(series: readonly Series[]): string {
  return toTable(
    ["series", "type", "labels", "what"],
    series.map(({ name: series, type, labelNames, help }) => [
      `\`${series}\``,
      type,
      labelNames.map((label) => `\`${label}\``).join(", "),
      help,
    ]),
  );
}
