import { type MetricObjectWithValues, type MetricValue, Registry } from "@prometheus-io/client";

/** The series of a process as they travel to another one. */
export type MetricsSnapshot = readonly MetricObjectWithValues<MetricValue<string>>[];

/** What is read of a registry by who shows its series. */
export type Exposition = Pick<Registry, "contentType" | "metrics">;

/** The series of this process together with those that others told last, each summed up as its kind says. */
export function mergeMetrics(own: Registry, others: () => readonly MetricsSnapshot[]): Exposition {
  return {
    contentType: own.contentType,
    metrics: async () => {
      const snapshots: MetricsSnapshot[] = [await own.getMetricsAsJSON(), ...others()];
      return Registry.aggregate(snapshots.map((snapshot) => [...snapshot])).metrics();
    },
  };
}
