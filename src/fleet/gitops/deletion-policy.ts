import type { PreviewedStack } from "./summarize-preview.ts";

/** How much of a deployment one commit may delete. */
export interface DeletionPolicy {
  /** Maximum share of a stack's resources, and of its tenants, from 0 to 1. */
  readonly shareMax: number;
}

/** The trailer of a commit message that approves deletions. */
export const approvalTrailer = "Marketplane-Approve-Deletions";

/**
 * The number of deletions that commit messages approve: the largest number in a line
 * `Marketplane-Approve-Deletions: N` among the trailers, which are the last paragraph of a message. 0 if
 * there is none.
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

/** Whether a stack's preview deletes more than the policy allows without an approval. */
export function needsApproval(stack: PreviewedStack, { shareMax }: DeletionPolicy): boolean {
  const isOver = (deleted: number, present: number) => deleted > present * shareMax;
  return isOver(stack.deleted.length, stack.present) || isOver(stack.tenantsDeleted.length, stack.tenantsPresent);
}

/** Why the deletions of a commit are refused and how to approve them; undefined if they are allowed. */
export function deletionProblem(
  stacks: readonly PreviewedStack[],
  policy: DeletionPolicy,
  messages: readonly string[],
): string | undefined {
  const over = stacks.filter((stack) => needsApproval(stack, policy));
  const deletions = stacks.reduce((sum, { deleted }) => sum + deleted.length, 0);
  const approved = approvedDeletions(messages);
  if (over.length === 0 || approved >= deletions) {
    return undefined;
  }
  const parts = over.map(
    ({ name, deleted, present, tenantsDeleted, tenantsPresent }) =>
      `${deleted.length} of ${present} resources and ${tenantsDeleted.length} of ${tenantsPresent} tenants of stack ${name}`,
  );
  const limit = `${Math.round(policy.shareMax * 100)} %`;
  const sofar = approved > 0 ? ` (${approved} are approved)` : "";
  return (
    `deletes ${parts.join(", ")}, which is more than ${limit}${sofar}. If this is intended, ` +
    `end the commit's message with the line "${approvalTrailer}: ${deletions}"`
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
