import { describe, expect, it } from "vitest";
import { createMetrics } from "../../../../src/core/telemetry/create-metrics.ts";
import { type Exposition, type MetricsSnapshot, mergeMetrics } from "../../../../src/core/telemetry/merge-metrics.ts";
import { createGitopsMetrics } from "../../../../src/fleet/gitops/gitops-metrics.ts";

/** A process's registry after two requests, one order, two runs, and one refused request. */
function observedRegistry() {
  const { registry, ...series } = createMetrics();
  series.httpDuration.observe({ method: "PUT", route: '/a "b"\\c', status: "201" }, 0.007);
  series.httpDuration.observe({ method: "PUT", route: '/a "b"\\c', status: "201" }, 40);
  series.ledgerBatchSize.observe(3);
  series.reconcileDuration.observe({ result: "succeeded" }, 1.5);
  series.reconcileDuration.observe({ result: "failed" }, 1800);
  series.rateLimited.inc();
  series.consumptions.inc({ state: "billed" }, 2);
  return registry;
}

/** The lines of marketplane's own series, as Prometheus reads them. */
async function readOwnSeries(exposition: Exposition): Promise<string> {
  const lines = (await exposition.metrics()).split("\n");
  return lines.filter((line) => /^(# (HELP|TYPE) )?marketplane_/.test(line)).join("\n");
}

async function listSeries(exposition: Exposition): Promise<string[]> {
  const text = await exposition.metrics();
  return [...text.matchAll(/^# TYPE (.*)$/gm)].map(([, series]) => series ?? "");
}

describe("the text of /metrics", () => {
  it("has the names, types, labels, buckets and values that dashboards and alert rules use", async () => {
    expect(await readOwnSeries(observedRegistry())).toMatchInlineSnapshot(`
      "# HELP marketplane_http_request_duration_seconds Duration of a request, by route
      # TYPE marketplane_http_request_duration_seconds histogram
      marketplane_http_request_duration_seconds_bucket{le="0.005",method="PUT",route="/a \\"b\\"\\\\c",status="201"} 0
      marketplane_http_request_duration_seconds_bucket{le="0.01",method="PUT",route="/a \\"b\\"\\\\c",status="201"} 1
      marketplane_http_request_duration_seconds_bucket{le="0.025",method="PUT",route="/a \\"b\\"\\\\c",status="201"} 1
      marketplane_http_request_duration_seconds_bucket{le="0.05",method="PUT",route="/a \\"b\\"\\\\c",status="201"} 1
      marketplane_http_request_duration_seconds_bucket{le="0.1",method="PUT",route="/a \\"b\\"\\\\c",status="201"} 1
      marketplane_http_request_duration_seconds_bucket{le="0.25",method="PUT",route="/a \\"b\\"\\\\c",status="201"} 1
      marketplane_http_request_duration_seconds_bucket{le="0.5",method="PUT",route="/a \\"b\\"\\\\c",status="201"} 1
      marketplane_http_request_duration_seconds_bucket{le="1",method="PUT",route="/a \\"b\\"\\\\c",status="201"} 1
      marketplane_http_request_duration_seconds_bucket{le="2.5",method="PUT",route="/a \\"b\\"\\\\c",status="201"} 1
      marketplane_http_request_duration_seconds_bucket{le="5",method="PUT",route="/a \\"b\\"\\\\c",status="201"} 1
      marketplane_http_request_duration_seconds_bucket{le="10",method="PUT",route="/a \\"b\\"\\\\c",status="201"} 1
      marketplane_http_request_duration_seconds_bucket{le="30",method="PUT",route="/a \\"b\\"\\\\c",status="201"} 1
      marketplane_http_request_duration_seconds_bucket{le="+Inf",method="PUT",route="/a \\"b\\"\\\\c",status="201"} 2
      marketplane_http_request_duration_seconds_sum{method="PUT",route="/a \\"b\\"\\\\c",status="201"} 40.007
      marketplane_http_request_duration_seconds_count{method="PUT",route="/a \\"b\\"\\\\c",status="201"} 2
      # HELP marketplane_ledger_batch_size Number of changes in one transaction
      # TYPE marketplane_ledger_batch_size histogram
      marketplane_ledger_batch_size_bucket{le="1"} 0
      marketplane_ledger_batch_size_bucket{le="2"} 0
      marketplane_ledger_batch_size_bucket{le="4"} 1
      marketplane_ledger_batch_size_bucket{le="8"} 1
      marketplane_ledger_batch_size_bucket{le="16"} 1
      marketplane_ledger_batch_size_bucket{le="32"} 1
      marketplane_ledger_batch_size_bucket{le="64"} 1
      marketplane_ledger_batch_size_bucket{le="128"} 1
      marketplane_ledger_batch_size_bucket{le="+Inf"} 1
      marketplane_ledger_batch_size_sum 3
      marketplane_ledger_batch_size_count 1
      # HELP marketplane_ledger_wait_seconds Duration of a change, from submission to answer
      # TYPE marketplane_ledger_wait_seconds histogram
      # HELP marketplane_reconcile_duration_seconds Duration of a shard's run, by result
      # TYPE marketplane_reconcile_duration_seconds histogram
      marketplane_reconcile_duration_seconds_bucket{le="1",result="succeeded"} 0
      marketplane_reconcile_duration_seconds_bucket{le="2",result="succeeded"} 1
      marketplane_reconcile_duration_seconds_bucket{le="5",result="succeeded"} 1
      marketplane_reconcile_duration_seconds_bucket{le="10",result="succeeded"} 1
      marketplane_reconcile_duration_seconds_bucket{le="30",result="succeeded"} 1
      marketplane_reconcile_duration_seconds_bucket{le="60",result="succeeded"} 1
      marketplane_reconcile_duration_seconds_bucket{le="120",result="succeeded"} 1
      marketplane_reconcile_duration_seconds_bucket{le="300",result="succeeded"} 1
      marketplane_reconcile_duration_seconds_bucket{le="600",result="succeeded"} 1
      marketplane_reconcile_duration_seconds_bucket{le="1800",result="succeeded"} 1
      marketplane_reconcile_duration_seconds_bucket{le="+Inf",result="succeeded"} 1
      marketplane_reconcile_duration_seconds_sum{result="succeeded"} 1.5
      marketplane_reconcile_duration_seconds_count{result="succeeded"} 1
      marketplane_reconcile_duration_seconds_bucket{le="1",result="failed"} 0
      marketplane_reconcile_duration_seconds_bucket{le="2",result="failed"} 0
      marketplane_reconcile_duration_seconds_bucket{le="5",result="failed"} 0
      marketplane_reconcile_duration_seconds_bucket{le="10",result="failed"} 0
      marketplane_reconcile_duration_seconds_bucket{le="30",result="failed"} 0
      marketplane_reconcile_duration_seconds_bucket{le="60",result="failed"} 0
      marketplane_reconcile_duration_seconds_bucket{le="120",result="failed"} 0
      marketplane_reconcile_duration_seconds_bucket{le="300",result="failed"} 0
      marketplane_reconcile_duration_seconds_bucket{le="600",result="failed"} 0
      marketplane_reconcile_duration_seconds_bucket{le="1800",result="failed"} 1
      marketplane_reconcile_duration_seconds_bucket{le="+Inf",result="failed"} 1
      marketplane_reconcile_duration_seconds_sum{result="failed"} 1800
      marketplane_reconcile_duration_seconds_count{result="failed"} 1
      # HELP marketplane_vendor_call_duration_seconds Duration of a call to a vendor; status is the HTTP status or none
      # TYPE marketplane_vendor_call_duration_seconds histogram
      # HELP marketplane_http_rate_limited_total Requests rejected by the rate limit
      # TYPE marketplane_http_rate_limited_total counter
      marketplane_http_rate_limited_total 1
      # HELP marketplane_consumptions_total Calls that bill usage at the marketplaces, by final state
      # TYPE marketplane_consumptions_total counter
      marketplane_consumptions_total{state="billed"} 2"
    `);
  });

  it("sums the values of this process and another one", async () => {
    const other: MetricsSnapshot = JSON.parse(JSON.stringify(await observedRegistry().getMetricsAsJSON()));
    const text = await readOwnSeries(mergeMetrics(observedRegistry(), () => [other]));
    // The format does not define the order of a series' lines.
    expect(text.split("\n").sort().join("\n")).toMatchInlineSnapshot(`
      "# HELP marketplane_consumptions_total Calls that bill usage at the marketplaces, by final state
      # HELP marketplane_http_rate_limited_total Requests rejected by the rate limit
      # HELP marketplane_http_request_duration_seconds Duration of a request, by route
      # HELP marketplane_ledger_batch_size Number of changes in one transaction
      # HELP marketplane_ledger_wait_seconds Duration of a change, from submission to answer
      # HELP marketplane_reconcile_duration_seconds Duration of a shard's run, by result
      # HELP marketplane_vendor_call_duration_seconds Duration of a call to a vendor; status is the HTTP status or none
      # TYPE marketplane_consumptions_total counter
      # TYPE marketplane_http_rate_limited_total counter
      # TYPE marketplane_http_request_duration_seconds histogram
      # TYPE marketplane_ledger_batch_size histogram
      # TYPE marketplane_ledger_wait_seconds histogram
      # TYPE marketplane_reconcile_duration_seconds histogram
      # TYPE marketplane_vendor_call_duration_seconds histogram
      marketplane_consumptions_total{state="billed"} 4
      marketplane_http_rate_limited_total 2
      marketplane_http_request_duration_seconds_bucket{le="+Inf",method="PUT",route="/a \\"b\\"\\\\c",status="201"} 4
      marketplane_http_request_duration_seconds_bucket{le="0.005",method="PUT",route="/a \\"b\\"\\\\c",status="201"} 0
      marketplane_http_request_duration_seconds_bucket{le="0.01",method="PUT",route="/a \\"b\\"\\\\c",status="201"} 2
      marketplane_http_request_duration_seconds_bucket{le="0.025",method="PUT",route="/a \\"b\\"\\\\c",status="201"} 2
      marketplane_http_request_duration_seconds_bucket{le="0.05",method="PUT",route="/a \\"b\\"\\\\c",status="201"} 2
      marketplane_http_request_duration_seconds_bucket{le="0.1",method="PUT",route="/a \\"b\\"\\\\c",status="201"} 2
      marketplane_http_request_duration_seconds_bucket{le="0.25",method="PUT",route="/a \\"b\\"\\\\c",status="201"} 2
      marketplane_http_request_duration_seconds_bucket{le="0.5",method="PUT",route="/a \\"b\\"\\\\c",status="201"} 2
      marketplane_http_request_duration_seconds_bucket{le="1",method="PUT",route="/a \\"b\\"\\\\c",status="201"} 2
      marketplane_http_request_duration_seconds_bucket{le="10",method="PUT",route="/a \\"b\\"\\\\c",status="201"} 2
      marketplane_http_request_duration_seconds_bucket{le="2.5",method="PUT",route="/a \\"b\\"\\\\c",status="201"} 2
      marketplane_http_request_duration_seconds_bucket{le="30",method="PUT",route="/a \\"b\\"\\\\c",status="201"} 2
      marketplane_http_request_duration_seconds_bucket{le="5",method="PUT",route="/a \\"b\\"\\\\c",status="201"} 2
      marketplane_http_request_duration_seconds_count{method="PUT",route="/a \\"b\\"\\\\c",status="201"} 4
      marketplane_http_request_duration_seconds_sum{method="PUT",route="/a \\"b\\"\\\\c",status="201"} 80.014
      marketplane_ledger_batch_size_bucket{le="+Inf"} 2
      marketplane_ledger_batch_size_bucket{le="1"} 0
      marketplane_ledger_batch_size_bucket{le="128"} 2
      marketplane_ledger_batch_size_bucket{le="16"} 2
      marketplane_ledger_batch_size_bucket{le="2"} 0
      marketplane_ledger_batch_size_bucket{le="32"} 2
      marketplane_ledger_batch_size_bucket{le="4"} 2
      marketplane_ledger_batch_size_bucket{le="64"} 2
      marketplane_ledger_batch_size_bucket{le="8"} 2
      marketplane_ledger_batch_size_count 2
      marketplane_ledger_batch_size_sum 6
      marketplane_reconcile_duration_seconds_bucket{le="+Inf",result="failed"} 2
      marketplane_reconcile_duration_seconds_bucket{le="+Inf",result="succeeded"} 2
      marketplane_reconcile_duration_seconds_bucket{le="1",result="failed"} 0
      marketplane_reconcile_duration_seconds_bucket{le="1",result="succeeded"} 0
      marketplane_reconcile_duration_seconds_bucket{le="10",result="failed"} 0
      marketplane_reconcile_duration_seconds_bucket{le="10",result="succeeded"} 2
      marketplane_reconcile_duration_seconds_bucket{le="120",result="failed"} 0
      marketplane_reconcile_duration_seconds_bucket{le="120",result="succeeded"} 2
      marketplane_reconcile_duration_seconds_bucket{le="1800",result="failed"} 2
      marketplane_reconcile_duration_seconds_bucket{le="1800",result="succeeded"} 2
      marketplane_reconcile_duration_seconds_bucket{le="2",result="failed"} 0
      marketplane_reconcile_duration_seconds_bucket{le="2",result="succeeded"} 2
      marketplane_reconcile_duration_seconds_bucket{le="30",result="failed"} 0
      marketplane_reconcile_duration_seconds_bucket{le="30",result="succeeded"} 2
      marketplane_reconcile_duration_seconds_bucket{le="300",result="failed"} 0
      marketplane_reconcile_duration_seconds_bucket{le="300",result="succeeded"} 2
      marketplane_reconcile_duration_seconds_bucket{le="5",result="failed"} 0
      marketplane_reconcile_duration_seconds_bucket{le="5",result="succeeded"} 2
      marketplane_reconcile_duration_seconds_bucket{le="60",result="failed"} 0
      marketplane_reconcile_duration_seconds_bucket{le="60",result="succeeded"} 2
      marketplane_reconcile_duration_seconds_bucket{le="600",result="failed"} 0
      marketplane_reconcile_duration_seconds_bucket{le="600",result="succeeded"} 2
      marketplane_reconcile_duration_seconds_count{result="failed"} 2
      marketplane_reconcile_duration_seconds_count{result="succeeded"} 2
      marketplane_reconcile_duration_seconds_sum{result="failed"} 3600
      marketplane_reconcile_duration_seconds_sum{result="succeeded"} 3"
    `);
  });

  it.each([
    ["the control plane", createMetrics],
    ["the watcher", createGitopsMetrics],
  ])("lists the same series of Node and of the operating system for %s", async (_process, create) => {
    const series = await listSeries(create().registry);
    expect(series.filter((name) => !name.startsWith("marketplane_"))).toMatchInlineSnapshot(`
      [
        "process_cpu_user_seconds_total counter",
        "process_cpu_system_seconds_total counter",
        "process_cpu_seconds_total counter",
        "process_start_time_seconds gauge",
        "process_resident_memory_bytes gauge",
        "process_virtual_memory_bytes gauge",
        "process_heap_bytes gauge",
        "process_open_fds gauge",
        "process_max_fds gauge",
        "nodejs_eventloop_lag_seconds gauge",
        "nodejs_eventloop_lag_min_seconds gauge",
        "nodejs_eventloop_lag_max_seconds gauge",
        "nodejs_eventloop_lag_mean_seconds gauge",
        "nodejs_eventloop_lag_stddev_seconds gauge",
        "nodejs_eventloop_lag_p50_seconds gauge",
        "nodejs_eventloop_lag_p90_seconds gauge",
        "nodejs_eventloop_lag_p99_seconds gauge",
        "nodejs_active_resources gauge",
        "nodejs_active_resources_total gauge",
        "nodejs_active_handles gauge",
        "nodejs_active_handles_total gauge",
        "nodejs_active_requests gauge",
        "nodejs_active_requests_total gauge",
        "nodejs_heap_size_total_bytes gauge",
        "nodejs_heap_size_used_bytes gauge",
        "nodejs_external_memory_bytes gauge",
        "nodejs_heap_space_size_total_bytes gauge",
        "nodejs_heap_space_size_used_bytes gauge",
        "nodejs_heap_space_size_available_bytes gauge",
        "nodejs_version_info gauge",
        "nodejs_gc_duration_seconds histogram",
      ]
    `);
  });

  it("has the content type of Prometheus' text format", () => {
    expect(createMetrics().registry.contentType).toBe("text/plain; version=0.0.4; charset=utf-8");
  });
});
