import type { Run } from "../../../fleet/reconciler/run/run-history.ts";
import { barChart } from "../../ui/charts/bar-chart.ts";
import { duration } from "../../ui/duration.ts";
import type { Markup } from "../../ui/page.ts";
import { toMinute } from "../to-minute.ts";
import { operationNames, operationTones } from "./run-words.ts";

/** The durations of runs, one bar each, oldest first. */
export function durationsChart(newestFirst: readonly Run[]): Markup {
  const runs = newestFirst.toReversed();
  const ofOutcome = (outcome: Run["outcome"]) => runs.map((run) => (run.outcome === outcome ? run.durationMs : 0));
  return barChart({
    title: "Duration",
    labels: runs.map(({ startedAt }) => toMinute.format(startedAt)),
    series: [
      { name: "converged", values: ofOutcome("converged") },
      { name: "failed", tone: "bad", values: ofOutcome("failed") },
    ],
    format: duration,
  });
}

/** The changed resources of runs, one bar each, oldest first; unchanged resources are omitted. */
export function changesChart(newestFirst: readonly Run[]): Markup {
  const runs = newestFirst.toReversed();
  const series = (["create", "update", "replace", "delete"] as const).map((operation) => ({
    name: operationNames[operation].toLowerCase(),
    tone: operationTones[operation],
    values: runs.map(({ changes }) => changes[operation] ?? 0),
  }));
  const nonEmpty = series.filter(({ values }) => values.some((value) => value > 0));
  const [only] = nonEmpty;
  return barChart({
    // A chart of one series has no legend.
    title: nonEmpty.length === 1 ? `Changes: ${only?.name}` : "Changes",
    labels: runs.map(({ startedAt }) => toMinute.format(startedAt)),
    series: nonEmpty.length > 0 ? nonEmpty : series.slice(0, 1),
  });
}
