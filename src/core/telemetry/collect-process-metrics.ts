import { collectDefaultMetrics, type Registry } from "@prometheus-io/client";

const hourMs = 3_600_000;

/**
 * Registers the series of Node and of the operating system, except the event loop's utilization: a timer
 * samples its two series, and nodejs_eventloop_lag_* already shows a busy process. The library cannot disable
 * them, so the timer is slowed down.
 */
export function collectProcessMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry, eventLoopUtilizationTimeout: hourMs });
  for (const { name } of registry.getMetricsAsArray()) {
    if (name.startsWith("nodejs_eventloop_utilization_")) {
      registry.removeSingleMetric(name);
    }
  }
}
