import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { findEngine } from "../../../engine/find-engine.ts";
import { writeOutputText } from "../../core/output/write-output.ts";
import { deletionProblem } from "../../fleet/gitops/deletion-policy.ts";
import { commentMarker, previewComment } from "../../fleet/gitops/preview-comment.ts";
import { parsePreviewDigest } from "../../fleet/gitops/preview-digest.ts";
import { readDesiredState } from "../../fleet/gitops/read-desired-state.ts";
import { postComment } from "../../fleet/gitops/review-comment/post-comment.ts";
import { githubReview, gitlabReview } from "../../fleet/gitops/review-comment/review-host.ts";
import { readStackConfig } from "../../fleet/gitops/stack-config.ts";
import { defineCommand } from "../define-command.ts";
import { Share } from "../share.ts";

const Options = z.strictObject({
  stack: z.string().min(1, "must be the name of a stack"),
  digest: z.string().min(1),
  output: z.string().min(1).default("-"),
  post: z.enum(["github", "gitlab"], { error: "must be github or gitlab" }).optional(),
  maxDeletions: Share.default(0.2),
  approvedBy: z.string().min(1).optional(),
});

/** What a digest that was cut off, or never begun, stands for. */
const noDigest = JSON.stringify({ diagnostics: [{ severity: "error", message: "the engine gave no preview" }] });

/** marketplane preview-comment: a preview for the people who review a change. Exit 1 when it must not be applied. */
export function previewCommentCommand(env: NodeJS.ProcessEnv) {
  return defineCommand({
    name: "preview-comment",
    description: "Turns `pulumi preview --json` into a comment; exit code 1 when the change must not be applied",
    flags: {
      "--stack <name>": "the stack that was previewed",
      "--digest <file>": "what pulumi preview --json printed",
      "--output <file>": "writes the Markdown into this file (default: standard output)",
      "--post <host>": "posts it beside the change, over the one from before: github or gitlab",
      "--max-deletions <share>": "share of a stack that may be deleted without approval (default: 20%)",
      "--approved-by <file>": "the message of the commit, which has to approve larger deletions",
    },
    options: Options,
    async handler({ stack, digest, output, post, maxDeletions, approvedBy }) {
      const root = process.cwd();
      const search = await findEngine(env);
      if (!search.found) {
        throw new Error(`the stack's configuration is read by the Pulumi CLI, and ${search.reason}: ${search.command}`);
      }
      const pulumi = join(search.engine.bin, "pulumi");
      const call = { pulumi, env, cwd: root, signal: new AbortController().signal };
      const configOf = (name: string) => readStackConfig(name, call);
      const { stacks, problems } = await readDesiredState({ root, project: ".", stacks: [stack], configOf });
      const text = readFileSync(digest, "utf8").trim() || noDigest;
      const preview = parsePreviewDigest(stack, text, stacks[0]?.tenants.length);
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
