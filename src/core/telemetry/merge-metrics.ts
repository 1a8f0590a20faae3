import { type MetricObjectWithValues, type MetricValue, Registry } from "@prometheus-io/client";

/** A process's metrics in the form that is sent to another process. */
export type MetricsSnapshot = readonly MetricObjectWithValues<MetricValue<string>>[];

/** The part of a registry that is needed to show its metrics. */
export type Exposition = Pick<Registry, "contentType" | "metrics">;

/** The metrics of this process merged with the last ones of other processes, aggregated by kind. */
export function mergeMetrics(own: Registry, others: () => readonly MetricsSnapshot[]): Exposition {
  return {
    contentType: own.contentType,
    metrics: async () => {
      const snapshots: MetricsSnapshot[] = [await own.getMetricsAsJSON(), ...others()];
      return Registry.aggregate(snapshots.map((snapshot) => [...snapshot])).metrics();
    },
  };
}
