import type { PlannedChange } from "../../../core/model/remediation.ts";

/** How much one run may change at the vendors. */
export interface ChangeLimits {
  readonly maxChanges: number;
  /** How many of the changes may delete or replace an object. To its users, a replacement is a deletion. */
  readonly maxDeletions: number;
}

/** Why these changes are too many, undefined when they are not. */
export function limitProblem(
  changes: readonly PlannedChange[],
  { maxChanges, maxDeletions }: ChangeLimits,
): string | undefined {
  const deletions = changes.filter(({ operation }) => operation === "delete" || operation === "replace");
  if (deletions.length > maxDeletions) {
    const names = deletions.map(({ operation, name }) => `${operation} ${name}`).join(", ");
    return `it would delete or replace ${deletions.length} objects (${names}), and --max-deletions allows ${maxDeletions}: nothing was changed`;
  }
  return changes.length > maxChanges
    ? `it would make ${changes.length} changes, and --max-changes allows ${maxChanges}: nothing was changed`
    : undefined;
}
