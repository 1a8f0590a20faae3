import { z } from "zod";

/** One reason why a commit was not applied. */
export const CommitProblem = z.strictObject({
  /** Path in the repository; null if the problem is not about a file. */
  file: z.string().nullable(),
  line: z.int().min(1).nullable(),
  column: z.int().min(1).optional(),
  message: z.string(),
});
export type CommitProblem = z.infer<typeof CommitProblem>;

/** The result of one attempt to apply a commit. */
export const CommitResult = z.strictObject({
  commit: z.string(),
  /** The first line of its message. */
  subject: z.string(),
  startedAt: z.iso.datetime(),
  durationMs: z.int().min(0),
  /**
   * applied: the vendors were changed; unchanged: everything was as declared; refused: the commit itself is
   * wrong, so nothing was changed and it is not retried; failed: it is retried later.
   */
  outcome: z.enum(["applied", "unchanged", "refused", "failed"]),
  /** The last stage that was reached. */
  stage: z.enum(["check-out", "packages", "validate", "preview", "policy", "apply"]),
  /** Number of the attempt for this commit, from 1. */
  attempt: z.int().min(1),
  /** The updated stacks in order, with their resource counts by operation. */
  stacks: z.array(z.strictObject({ name: z.string(), changes: z.record(z.string(), z.int()) })),
  problems: z.array(CommitProblem),
});
export type CommitResult = z.infer<typeof CommitResult>;

/** A problem on one line: file, line and message. */
export function problemText({ file, line, message }: CommitProblem): string {
  return file === null ? message : `${file}${line === null ? "" : `:${line}`}: ${message}`;
}

/** A result in one sentence, for the commit status and the log. */
export function resultText({ outcome, stage, stacks, problems }: CommitResult): string {
  if (outcome === "refused" || outcome === "failed") {
    const [first, ...others] = problems.map(problemText);
    const rest = others.length === 0 ? "" : ` (and ${others.length} more)`;
    return `${outcome} at ${stage}: ${first ?? "no reason given"}${rest}`;
  }
  const sums = new Map<string, number>();
  for (const [op, count] of stacks.flatMap(({ changes }) => Object.entries(changes))) {
    sums.set(op, (sums.get(op) ?? 0) + count);
  }
  return `${outcome}: ${[...sums].map(([op, count]) => `${count} ${op}`).join(", ") || "no resources"}`;
}
