import type { DriftKind, Severity } from "../../../core/model/drift-report.ts";
import type { KnownFinding } from "../../../fleet/drift/scheduled/drift-findings.ts";
import type { DriftTask } from "../../../fleet/drift/tasks/drift-tasks.ts";
import type { Tone } from "../../ui/tone.ts";

/** The tone of each severity's badge. */
export const severityTones: Readonly<Record<Severity, Tone>> = { error: "bad", warning: "warn", note: "quiet" };

export const severityNames: Readonly<Record<Severity, string>> = { error: "Error", warning: "Warning", note: "Note" };

/** What the console calls the kinds of drift. */
export const kindNames: Readonly<Record<DriftKind, string>> = {
  changed: "Changed",
  missing: "Missing",
  incomplete: "Incomplete",
  unmanaged: "Unmanaged",
  degraded: "Degraded",
  unverifiable: "Cannot be verified",
};

/** The meaning of each kind. */
export const kindMeanings: Readonly<Record<DriftKind, string>> = {
  changed: "A declared property was changed at the vendor.",
  missing: "A declared object was deleted at the vendor.",
  incomplete: "An update failed or was interrupted before it finished a replacement, a deletion or another operation.",
  unmanaged: "The object exists at the vendor, but no tenant declares it.",
  degraded: "The object is as declared, but does not work.",
  unverifiable: "The vendor documents no call that shows whether it exists.",
};

/** The task, unless it belongs to an earlier occurrence of the same finding. */
export function currentTask(
  { firstSeenAt }: Pick<KnownFinding, "firstSeenAt">,
  task: DriftTask | undefined,
): DriftTask | undefined {
  const isEarlier = task !== undefined && task.endedAt !== null && task.endedAt < firstSeenAt;
  return isEarlier ? undefined : task;
}

interface TaskWords {
  readonly tone: Tone;
  readonly text: string;
  readonly isUnderWay: boolean;
}

/** The progress of a requested task. */
export function taskWords({
  startedAt,
  endedAt,
  outcome,
}: Pick<DriftTask, "startedAt" | "endedAt" | "outcome">): TaskWords {
  if (endedAt === null && startedAt === null) {
    return { tone: "warn", text: "Waiting for a worker", isUnderWay: true };
  }
  if (endedAt === null) {
    return { tone: "busy", text: "Remediating", isUnderWay: true };
  }
  if (outcome === "remediated" || outcome === "done") {
    return { tone: "good", text: "Remediated", isUnderWay: false };
  }
  if (outcome === "left") {
    return { tone: "warn", text: "Still drifted", isUnderWay: false };
  }
  return { tone: "bad", text: "Not remediated", isUnderWay: false };
}
