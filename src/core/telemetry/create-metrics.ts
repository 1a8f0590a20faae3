import { Counter, Histogram, Registry } from "@prometheus-io/client";
import { collectProcessMetrics } from "./collect-process-metrics.ts";

export type Metrics = ReturnType<typeof createMetrics>;

const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const minutes = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800];

/** The metrics of a process, in a separate registry. docs/control-plane.md describes each. */
export function createMetrics() {
  const registry = new Registry();
  collectProcessMetrics(registry);
  const registers = [registry];
  return {
    registry,
    httpDuration: new Histogram({
      name: "marketplane_http_request_duration_seconds",
      help: "Duration of a request, by route",
      labelNames: ["method", "route", "status"],
      buckets: seconds,
      registers,
    }),
    ledgerBatchSize: new Histogram({
      name: "marketplane_ledger_batch_size",
      help: "Number of changes in one transaction",
      buckets: [1, 2, 4, 8, 16, 32, 64, 128],
      registers,
    }),
    ledgerWait: new Histogram({
      name: "marketplane_ledger_wait_seconds",
      help: "Duration of a change, from submission to answer",
      labelNames: ["result"],
      buckets: seconds,
      registers,
    }),
    reconcileDuration: new Histogram({
      name: "marketplane_reconcile_duration_seconds",
      help: "Duration of a shard's run, by result",
      labelNames: ["result"],
      buckets: minutes,
      registers,
    }),
    vendorCallDuration: new Histogram({
      name: "marketplane_vendor_call_duration_seconds",
      help: "Duration of a call to a vendor; status is the HTTP status or none",
      labelNames: ["vendor", "method", "status"],
      buckets: seconds,
      registers,
    }),
    rateLimited: new Counter({
      name: "marketplane_http_rate_limited_total",
      help: "Requests rejected by the rate limit",
      registers,
    }),
    consumptions: new Counter({
      name: "marketplane_consumptions_total",
      help: "Calls that bill usage at the marketplaces, by final state",
      labelNames: ["state"],
      registers,
    }),
  };
}
