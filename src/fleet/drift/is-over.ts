import type { DriftReport } from "../../core/model/drift-report.ts";

/** What is known of an earlier finding. */
interface EarlierFinding {
  readonly fingerprint: string;
  /** The stack of the finding, null of what is unmanaged. */
  readonly stack: string | null;
}

/**
 * Whether an earlier finding is over: it is not found, and it would be, were it there still. Of a stack that was skipped, or not
 * looked at as a whole, nothing is over; neither is anything unmanaged where not everything was looked at.
 */
export function isOver(
  { fingerprint, stack }: EarlierFinding,
  { findings, stacks, errors, notes }: DriftReport,
): boolean {
  const isFound = findings.some((finding) => finding.fingerprint === fingerprint);
  const isWhole = errors.length === 0 && notes.length === 0 && stacks.every(({ status }) => status === "checked");
  return (
    !isFound && (stack === null ? isWhole : stacks.some(({ name, status }) => name === stack && status === "checked"))
  );
}
