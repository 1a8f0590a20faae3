import { Counter, Gauge, Histogram, Registry } from "@prometheus-io/client";
import { collectProcessMetrics } from "../../core/telemetry/collect-process-metrics.ts";

export type GitopsMetrics = ReturnType<typeof createGitopsMetrics>;

/** The metrics of a watcher; docs/gitops.md describes each. */
export function createGitopsMetrics() {
  const registry = new Registry();
  collectProcessMetrics(registry);
  const registers = [registry];
  return {
    registry,
    attempts: new Histogram({
      name: "marketplane_gitops_run_duration_seconds",
      help: "Duration of an attempt to apply a commit, by outcome",
      labelNames: ["outcome"],
      buckets: [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800],
      registers,
    }),
    behind: new Gauge({
      name: "marketplane_gitops_behind",
      help: "1 while the newest commit of the branch is not applied, else 0",
      registers,
    }),
    appliedAt: new Gauge({
      name: "marketplane_gitops_last_applied_timestamp_seconds",
      help: "When a commit was last applied completely",
      registers,
    }),
    fetchFailures: new Counter({
      name: "marketplane_gitops_fetch_failures_total",
      help: "Failed fetches of the repository",
      registers,
    }),
    webhooks: new Counter({
      name: "marketplane_gitops_webhooks_total",
      help: "Calls of the push webhook, by result",
      labelNames: ["result"],
      registers,
    }),
    reportFailures: new Counter({
      name: "marketplane_gitops_commit_status_failures_total",
      help: "Commit statuses that the repository's host did not accept",
      registers,
    }),
  };
}
