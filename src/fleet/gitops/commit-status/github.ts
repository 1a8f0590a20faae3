import { shorten } from "@marketplane/providers/shorten.ts";
import type { CommitStatusHost } from "./commit-status.ts";
import { sendJson } from "./send-json.ts";

export interface GithubOptions {
  /** https://api.github.com, or https://HOST/api/v3 of a self-hosted server. */
  readonly api: string;
  /** owner/name */
  readonly project: string;
  /** Needs "Commit statuses: write". */
  readonly token: string;
  /** Distinguishes this status from others of the commit. */
  readonly context: string;
}

/** GitHub rejects a longer description with 422. */
const descriptionLengthMax = 140;

/**
 * Commit statuses at GitHub: POST /repos/{owner}/{repo}/statuses/{sha}.
 * https://docs.github.com/rest/commits/statuses
 */
export function githubHost({ api, project, token, context }: GithubOptions): CommitStatusHost {
  const headers = {
    authorization: `Bearer ${token}`,
    accept: "application/vnd.github+json",
    "x-github-api-version": "2022-11-28",
  };
  return {
    send: (commit, { state, description }) =>
      sendJson(`${api}/repos/${project.split("/").map(encodeURIComponent).join("/")}/statuses/${commit}`, headers, {
        state,
        context,
        description: toOneLine(description, descriptionLengthMax),
      }),
  };
}

/** The text on one line of at most `lengthMax` characters. */
export function toOneLine(text: string, lengthMax: number): string {
  const line = text.replaceAll(/\s+/g, " ");
  return shorten(line, lengthMax);
}
