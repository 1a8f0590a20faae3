import type { CommitState, CommitStatusHost } from "./commit-status.ts";
import { type GithubOptions, toOneLine } from "./github.ts";
import { StatusRefusedError, sendJson } from "./send-json.ts";

/** GitLab's names of the states; it has none for a commit that is retried. */
const states: Readonly<Record<CommitState, string>> = {
  pending: "running",
  success: "success",
  failure: "failed",
  error: "failed",
};
const descriptionLengthMax = 255;

/**
 * Commit statuses at GitLab: POST /projects/:id/statuses/:sha, https://docs.gitlab.com/api/commits/.
 * `project` is the path including its groups. The token needs the scope api. The API's address ends with
 * /api/v4.
 */
export function gitlabHost({ api, project, token, context }: GithubOptions): CommitStatusHost {
  return {
    send: async (commit, { state, description }) => {
      const url = `${api}/projects/${encodeURIComponent(project)}/statuses/${commit}`;
      const body = { state: states[state], name: context, description: toOneLine(description, descriptionLengthMax) };
      try {
        await sendJson(url, { "private-token": token }, body);
      } catch (error) {
        // GitLab rejects a state that the commit already has as an invalid transition.
        const isSame =
          error instanceof StatusRefusedError && error.status === 400 && error.answer.includes("Cannot transition");
        if (!isSame) {
          throw error;
        }
      }
    },
  };
}
