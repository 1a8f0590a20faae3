import type { DriftReport } from "../../../core/model/drift-report.ts";
import type { DriftPolicy } from "../../../fleet/drift/drift-policy.ts";
import { githubIssues } from "../../../fleet/drift/issues/issue-host.ts";
import { syncIssues } from "../../../fleet/drift/issues/sync-issues.ts";
import { commentMarker, toMarkdown } from "../../../fleet/drift/report/markdown.ts";
import { postComment } from "../../../fleet/gitops/review-comment/post-comment.ts";
import { githubReview, gitlabReview } from "../../../fleet/gitops/review-comment/review-host.ts";
import type { CommandEnvironment } from "../../kernel/command-environment.ts";

interface HostOptions {
  readonly syncIssues?: "github" | undefined;
  readonly comment?: "github" | "gitlab" | undefined;
  readonly unmanaged: boolean;
  readonly policy: DriftPolicy;
  readonly projectFile: string;
}

/** Reports the findings to the host of the repository, as requested. */
export async function reportToHosts(
  report: DriftReport,
  { syncIssues: issuesAt, comment, unmanaged, policy: { failOn }, projectFile }: HostOptions,
  { env, variable, stderr }: CommandEnvironment,
): Promise<void> {
  if (comment !== undefined) {
    await postComment(comment === "github" ? githubReview(env) : gitlabReview(env), commentMarker, toMarkdown(report));
  }
  if (issuesAt !== undefined) {
    const options = { failOn, scope: projectFile, isUnmanagedWanted: unmanaged };
    const { created, updated, reopened, closed, left } = await syncIssues(report, githubIssues(variable), options);
    const rest = left > 0 ? `; ${left} findings have no issue, because too many are open` : "";
    stderr.write(`issues: ${created} created, ${updated} updated, ${reopened} reopened, ${closed} closed${rest}\n`);
  }
}
