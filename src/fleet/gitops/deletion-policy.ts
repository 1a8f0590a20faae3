import type { PreviewedStack } from "./preview-digest.ts";

/** How much of what is deployed one commit may take away. */
export interface DeletionPolicy {
  /** Share of a stack's resources, and of its tenants, from 0 to 1. */
  readonly shareMax: number;
}

/** The line of a commit's message that approves deletions. */
export const approvalTrailer = "Marketplane-Approve-Deletions";

/**
 * The deletions that commit messages approve: the largest number of a line `Marketplane-Approve-Deletions: N` that
 * stands among the trailers, the last paragraph of a message; 0 where there is none.
 */
export function approvedDeletions(messages: readonly string[]): number {
  const pattern = new RegExp(`^${approvalTrailer}: *(\\d{1,9})\\s*$`, "i");
  const numbers = messages.flatMap((message) =>
    lastParagraph(message).flatMap((line) => {
      const found = pattern.exec(line)?.[1];
      return found === undefined ? [] : [Number(found)];
    }),
  );
  return Math.max(0, ...numbers);
}

/** Whether a stack's preview takes away more than the policy lets it without an approval. */
export function needsApproval(stack: PreviewedStack, { shareMax }: DeletionPolicy): boolean {
  const isOver = (deleted: number, present: number) => deleted > present * shareMax;
  return isOver(stack.deleted.length, stack.present) || isOver(stack.tenantsDeleted.length, stack.tenantsPresent);
}

/** Why the deletions of a commit are refused, and how they are approved; undefined where they may be done. */
export function deletionProblem(
  stacks: readonly PreviewedStack[],
  policy: DeletionPolicy,
  messages: readonly string[],
): string | undefined {
  const over = stacks.filter((stack) => needsApproval(stack, policy));
  const wanted = stacks.reduce((sum, { deleted }) => sum + deleted.length, 0);
  const approved = approvedDeletions(messages);
  if (over.length === 0 || approved >= wanted) {
    return undefined;
  }
  const parts = over.map(
    ({ name, deleted, present, tenantsDeleted, tenantsPresent }) =>
      `${deleted.length} of ${present} resources and ${tenantsDeleted.length} of ${tenantsPresent} tenants of stack ${name}`,
  );
  const limit = `${Math.round(policy.shareMax * 100)} %`;
  const sofar = approved > 0 ? ` (${approved} are approved)` : "";
  return (
    `deletes ${parts.join(", ")}, which is more than ${limit}${sofar}; if that is meant, ` +
    `end the commit's message with the line "${approvalTrailer}: ${wanted}"`
  );
}

function lastParagraph(message: string): string[] {
  return (
    message
      .trim()
      .split(/\n\s*\n/)
      .at(-1) ?? ""
  ).split("\n");
}
