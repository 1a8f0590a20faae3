import { shorten } from "@marketplane/providers/shorten.ts";
import type { RunDetails, RunStep } from "../../../core/model/run-record.ts";
import type { StackRun } from "../engine/stack-runner.ts";

/**
 * The first run of a shard creates a thousand objects, so the details kept per run are limited. In characters
 * of JSON.
 */
const stepsLengthMax = 32_768;
const propertiesMax = 50;
const valueLengthMax = 200;
const remarksMax = 50;
const remarkLengthMax = 500;

/** Keep first what people look for first. */
const ranks: Readonly<Record<RunStep["operation"], number>> = { delete: 1, replace: 2, update: 3, create: 4 };

/** Merges the details of a run's engine runs, without secrets, and keeps as many as fit. */
export function toRunDetails(
  rounds: readonly Pick<StackRun, "steps" | "remarks">[],
  withoutSecrets: (text: string) => string,
): RunDetails {
  const steps = rounds.flatMap((round) => round.steps).map((step) => clean(step, withoutSecrets));
  const kept: RunStep[] = [];
  const omitted: Record<string, number> = {};
  let length = 0;
  for (const step of steps.toSorted((one, other) => rankOf(one) - rankOf(other))) {
    length += JSON.stringify(step).length;
    if (length <= stepsLengthMax) {
      kept.push(step);
    } else {
      omitted[step.operation] = (omitted[step.operation] ?? 0) + 1;
    }
  }
  const remarks = rounds.flatMap((round) => round.remarks).slice(-remarksMax);
  return {
    steps: kept,
    omitted,
    remarks: remarks.map((text) => shortened(withoutSecrets(text), remarkLengthMax)),
  };
}

function rankOf({ isFailed, operation }: RunStep): number {
  return isFailed ? 0 : ranks[operation];
}

/** A value that no definition marks as secret may still contain one, such as a token pasted into metadata. */
function clean(step: RunStep, withoutSecrets: (text: string) => string): RunStep {
  // Shorten last: a secret that is cut off would not be recognized.
  const cleaned = (text: string | null) => (text === null ? null : shortened(withoutSecrets(text), valueLengthMax));
  return {
    ...step,
    properties: step.properties
      .slice(0, propertiesMax)
      .map(({ path, before, after }) => ({ path, before: cleaned(before), after: cleaned(after) })),
  };
}

function shortened(text: string, lengthMax: number): string {
  return shorten(text, lengthMax);
}
