import { shorten } from "@marketplane/providers/shorten.ts";
import type { RunDetails, RunStep } from "../../../core/model/run-record.ts";
import type { StackRun } from "../engine/stack-runner.ts";

/**
 * A first run of a shard makes a thousand objects: what is kept of one run is bounded, in characters of JSON.
 */
const stepsLengthMax = 32_768;
const propertiesMax = 50;
const valueLengthMax = 200;
const remarksMax = 50;
const remarkLengthMax = 500;

/** What people look for first is kept first. */
const ranks: Readonly<Record<RunStep["operation"], number>> = { delete: 1, replace: 2, update: 3, create: 4 };

/** Takes the rounds of a run together and keeps what has room, without secrets. */
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

/**
 * What the definitions do not call secret may still hold one, such as metadata into which somebody pasted a
 * token.
 */
function clean(step: RunStep, withoutSecrets: (text: string) => string): RunStep {
  // Shortened last: half a secret is not known for one.
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
