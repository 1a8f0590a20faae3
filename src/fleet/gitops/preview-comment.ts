import { type CommitProblem, problemText } from "./commit-result.ts";
import { approvalTrailer, type DeletionPolicy, needsApproval } from "./deletion-policy.ts";
import type { PreviewedChange, PreviewedStack } from "./summarize-preview.ts";

/** GitHub accepts 65,536 characters in a comment, GitLab a million. */
const lengthMax = 60_000;
const rowsMax = 200;

const marks: Readonly<Record<string, string>> = {
  create: "➕ create",
  import: "📥 import",
  update: "✏️ update",
  replace: "♻️ replace",
  delete: "🗑️ delete",
};

/** The invisible line that identifies the earlier comment of the same stack, so that it can be replaced. */
export function commentMarker(stack: string): string {
  return `<!-- marketplane:preview:${stack.replaceAll(/[^\w./-]/g, "_")} -->`;
}

/**
 * Renders a stack's preview as a Markdown comment for reviewers. Problems found by the file readers have file
 * and line, so they replace the engine's errors.
 */
export function previewComment(
  preview: PreviewedStack,
  policy: DeletionPolicy,
  problems: readonly CommitProblem[] = [],
): string {
  const { name, steps, changes } = preview;
  const errors = problems.length > 0 ? problems.map(problemText) : preview.errors;
  const lines = [
    commentMarker(name),
    `### marketplane preview of \`${code(name)}\``,
    "",
    ...(errors.length > 0 ? errorLines(errors) : [summaryOf(changes)]),
    ...deletionLines(preview, policy),
    ...(steps.length > 0 ? ["", ...table(steps.filter(isShown))] : []),
  ];
  const text = lines.join("\n");
  return text.length <= lengthMax ? `${text}\n` : `${text.slice(0, text.lastIndexOf("\n", lengthMax))}\n\n…\n`;
}

function summaryOf(changes: Readonly<Record<string, number>>): string {
  const parts = Object.entries(changes)
    .filter(([op, count]) => op !== "same" && count > 0)
    .map(([op, count]) => `**${count}** ${op}`);
  const same = changes.same ?? 0;
  return parts.length === 0
    ? `No changes; ${same} resources are unchanged.`
    : `${parts.join(", ")}; ${same} unchanged.`;
}

function errorLines(errors: readonly string[]): string[] {
  const fence = "`".repeat(Math.max(3, ...errors.map(longestTicks)) + 1);
  return ["❌ **The preview failed; if you merge this, the change will not be applied.**", "", fence, ...errors, fence];
}

function deletionLines(preview: PreviewedStack, policy: DeletionPolicy): string[] {
  if (!needsApproval(preview, policy)) {
    return [];
  }
  const { deleted, present, tenantsDeleted, tenantsPresent } = preview;
  return [
    "",
    `⚠️ This deletes or replaces **${deleted.length} of ${present}** resources and **${tenantsDeleted.length} of ` +
      `${tenantsPresent}** tenants, more than ${Math.round(policy.shareMax * 100)} %. If this is intended, end the message of ` +
      "the merge commit with this line:",
    "",
    "```",
    `${approvalTrailer}: ${deleted.length}`,
    "```",
  ];
}

function table(steps: readonly PreviewedChange[]): string[] {
  const rows = steps
    .slice(0, rowsMax)
    .map(
      ({ op, type, name, properties }) =>
        `| ${marks[op] ?? op} | \`${code(type.split(":").at(-1) ?? type)}\` | \`${code(name)}\` | ${properties.map((property) => `\`${code(property)}\``).join(", ")} |`,
    );
  const more = steps.length > rowsMax ? ["", `… and ${steps.length - rowsMax} more.`] : [];
  return ["| | resource | name | changed properties |", "|---|---|---|---|", ...rows, ...more];
}

/** The stack resource itself is left out. */
function isShown({ type }: PreviewedChange): boolean {
  return type !== "pulumi:pulumi:Stack";
}

/** Escapes text for backticks inside a table cell. */
function code(text: string): string {
  return text.replaceAll("`", "'").replaceAll("|", "\\|").replaceAll(/\s+/g, " ");
}

function longestTicks(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
}
