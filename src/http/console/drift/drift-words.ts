import type { DriftKind, Severity } from "../../../core/model/drift-report.ts";
import type { DriftTask } from "../../../fleet/drift/tasks/work-on-task.ts";
import type { KnownFinding } from "../../operators-api/drift/find-finding.ts";
import type { Tone } from "../../ui/tone.ts";

/** How much a finding of a severity matters. */
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

/** What each of them means. */
export const kindMeanings: Readonly<Record<DriftKind, string>> = {
  changed: "Somebody changed at the vendor what is declared here.",
  missing: "Somebody deleted at the vendor what is declared here.",
  incomplete: "An update failed or was interrupted, and left a replacement, a deletion or another operation undone.",
  unmanaged: "It is at the vendor, and no tenant has it.",
  degraded: "It is as declared, and does not work.",
  unverifiable: "The vendor documents no call that shows whether it exists.",
};

/** The task, unless it was about an earlier time that the same was found. */
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

/** How far something that was asked for has come. */
export function taskWords({
  startedAt,
  endedAt,
  outcome,
}: Pick<DriftTask, "startedAt" | "endedAt" | "outcome">): TaskWords {
  if (endedAt === null && startedAt === null) {
    return { tone: "warn", text: "Waits for a worker", isUnderWay: true };
  }
  if (endedAt === null) {
    return { tone: "busy", text: "Remediating", isUnderWay: true };
  }
  if (outcome === "remediated" || outcome === "done") {
    return { tone: "good", text: "Remediated", isUnderWay: false };
  }
  if (outcome === "left") {
    return { tone: "warn", text: "Found still", isUnderWay: false };
  }
  return { tone: "bad", text: "Not remediated", isUnderWay: false };
}
