import type { PlannedChange } from "../../../core/model/remediation.ts";
import { countText } from "../count-text.ts";

/** Limits on what one run may change at the vendors. */
export interface ChangeLimits {
  readonly maxChanges: number;
  /** The most objects that may be deleted or replaced. For an object's users, a replacement is a deletion. */
  readonly maxDeletions: number;
}

/** Why the changes exceed the limits; undefined if they do not. */
export function limitProblem(
  changes: readonly PlannedChange[],
  { maxChanges, maxDeletions }: ChangeLimits,
): string | undefined {
  const deletions = changes.filter(({ operation }) => operation === "delete" || operation === "replace");
  if (deletions.length > maxDeletions) {
    const names = deletions.map(({ operation, name }) => `${operation} ${name}`).join(", ");
    return `nothing was changed: it would delete or replace ${countText(deletions.length, "object")} (${names}), but --max-deletions allows ${maxDeletions}`;
  }
  return changes.length > maxChanges
    ? `nothing was changed: it would make ${countText(changes.length, "change")}, but --max-changes allows ${maxChanges}`
    : undefined;
}
