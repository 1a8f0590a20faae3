import type { Run } from "../../../fleet/reconciler/run/run-history.ts";
import { barChart } from "../../ui/charts/bar-chart.ts";
import { duration } from "../../ui/duration.ts";
import type { Markup } from "../../ui/page.ts";
import { toMinute } from "../to-minute.ts";
import { operationNames, operationTones } from "./run-words.ts";

/** How long runs took, one bar for each, the oldest first. */
export function durationsChart(newestFirst: readonly Run[]): Markup {
  const runs = newestFirst.toReversed();
  const ofOutcome = (outcome: Run["outcome"]) => runs.map((run) => (run.outcome === outcome ? run.durationMs : 0));
  return barChart({
    title: "How long they took",
    labels: runs.map(({ startedAt }) => toMinute.format(startedAt)),
    series: [
      { name: "converged", values: ofOutcome("converged") },
      { name: "failed", tone: "bad", values: ofOutcome("failed") },
    ],
    format: duration,
  });
}

/** What runs did to resources, one bar for each, the oldest first; what stayed the same left out. */
export function changesChart(newestFirst: readonly Run[]): Markup {
  const runs = newestFirst.toReversed();
  const series = (["create", "update", "replace", "delete"] as const).map((operation) => ({
    name: operationNames[operation].toLowerCase(),
    tone: operationTones[operation],
    values: runs.map(({ changes }) => changes[operation] ?? 0),
  }));
  const told = series.filter(({ values }) => values.some((value) => value > 0));
  const [only] = told;
  return barChart({
    // A chart of one series has no legend.
    title: told.length === 1 ? `What they did: ${only?.name}` : "What they did",
    labels: runs.map(({ startedAt }) => toMinute.format(startedAt)),
    series: told.length > 0 ? told : series.slice(0, 1),
  });
}
