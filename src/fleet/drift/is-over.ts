import type { DriftReport } from "../../core/model/drift-report.ts";

/** What is recorded of an earlier finding. */
interface EarlierFinding {
  readonly fingerprint: string;
  /** The stack of the finding; null for an unmanaged object. */
  readonly stack: string | null;
}

/**
 * Whether an earlier finding is over: this scan covered it and did not find it again. A scan does not cover a
 * stack that was skipped or partly compared, nor unmanaged objects unless everything was compared.
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
