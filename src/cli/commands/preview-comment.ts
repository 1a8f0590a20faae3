import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { findEngine } from "../../../engine/find-engine.ts";
import { parsePreview } from "../../../engine/run-preview.ts";
import { writeOutputText } from "../../core/output/write-output.ts";
import { deletionProblem } from "../../fleet/gitops/deletion-policy.ts";
import { commentMarker, previewComment } from "../../fleet/gitops/preview-comment.ts";
import { readDesiredState } from "../../fleet/gitops/read-desired-state.ts";
import { postComment } from "../../fleet/gitops/review-comment/post-comment.ts";
import { githubReview, gitlabReview } from "../../fleet/gitops/review-comment/review-host.ts";
import { readStackConfig } from "../../fleet/gitops/stack-config.ts";
import { summarizePreview } from "../../fleet/gitops/summarize-preview.ts";
import type { CommandEnvironment } from "../kernel/command-environment.ts";
import { defineCommand, defineOption } from "../kernel/define-command.ts";
import { RepositoryHost, Share } from "../kernel/option-types.ts";

/** Replaces a digest that is empty because the engine failed. */
const noDigest = JSON.stringify({ diagnostics: [{ severity: "error", message: "the engine returned no preview" }] });

const options = {
  stack: defineOption({
    value: "<name>",
    description: "stack that was previewed",
    schema: z.string().min(1, "must be the name of a stack"),
  }),
  digest: defineOption({
    value: "<file>",
    description: "output of `pulumi preview --json`",
    schema: z.string().min(1),
  }),
  output: defineOption({
    value: "<file>",
    description: "file for the Markdown, or - for standard output",
    schema: z.string().min(1).default("-"),
  }),
  post: defineOption({
    value: "<host>",
    description: "post the comment on the change, replacing the previous comment: github or gitlab",
    schema: RepositoryHost.optional(),
  }),
  maxDeletions: defineOption({
    value: "<share>",
    description: "share of a stack that may be deleted without approval",
    schema: Share.prefault("20%"),
  }),
  approvedBy: defineOption({
    value: "<file>",
    description: "file with the commit message, which must approve deletions above that share",
    schema: z.string().min(1).optional(),
  }),
};

/**
 * marketplane preview-comment: a preview as a comment for reviewers; exits with 1 if the change must not be
 * applied.
 */
export function previewCommentCommand(environment: CommandEnvironment) {
  const { env } = environment;
  return defineCommand({
    name: "preview-comment",
    description:
      "Turn the output of `pulumi preview --json` into a comment; exit code 1 if the change must not be applied",
    example: "marketplane preview-comment --stack production --digest preview.json --post github",
    exitCodes: { 1: "the change must not be applied, or an error" },
    options,
    async handler({ stack, digest, output, post, maxDeletions, approvedBy }) {
      const root = process.cwd();
      const search = await findEngine(env);
      if (!search.found) {
        throw new Error(
          `the Pulumi CLI reads the stack's configuration, and ${search.reason}; install it: ${search.command}`,
        );
      }
      const pulumi = join(search.engine.bin, "pulumi");
      const call = { pulumi, env, cwd: root, signal: new AbortController().signal };
      const configOf = (name: string) => readStackConfig(name, call);
      const { stacks, problems } = await readDesiredState({ root, project: ".", stacks: [stack], configOf });
      const text = readFileSync(digest, "utf8").trim() || noDigest;
      const preview = summarizePreview(stack, parsePreview(text), stacks[0]?.tenants.length);
      const policy = { shareMax: maxDeletions };
      const comment = previewComment(preview, policy, problems);
      writeOutputText(output, comment);
      if (post !== undefined) {
        const host = post === "github" ? githubReview(env) : gitlabReview(env);
        await postComment(host, commentMarker(stack), comment);
      }
      const messages = approvedBy === undefined ? undefined : [readFileSync(approvedBy, "utf8")];
      const refusal = messages && deletionProblem([preview], policy, messages);
      if (refusal !== undefined) {
        throw new Error(`the commit ${refusal}`);
      }
      if (preview.errors.length > 0 || problems.length > 0) {
        process.exitCode = 1;
      }
    },
  });
}
