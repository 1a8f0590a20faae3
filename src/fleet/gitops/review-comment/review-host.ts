import { request } from "undici";

/** The URLs of the comments of one pull request or merge request. */
export interface ReviewHost {
  /** Lists comments (GET) and adds one (POST). */
  readonly comments: string;
  /** Updates a comment, with its id appended. */
  readonly updates: string;
  readonly updateMethod: "PATCH" | "PUT";
  readonly headers: Readonly<Record<string, string>>;
}

const timeoutMs = 20_000;
const excerptLength = 200;

/**
 * The pull request that a GitHub workflow runs for, from the runner's variables.
 * https://docs.github.com/rest/issues/comments: a pull request is an issue, and needs "Pull requests: write".
 */
export function githubReview(env: NodeJS.ProcessEnv): ReviewHost {
  const api = env.GITHUB_API_URL ?? "https://api.github.com";
  const project = requireVariable(env, "GITHUB_REPOSITORY");
  const number = /^refs\/pull\/(\d+)\//.exec(requireVariable(env, "GITHUB_REF"))?.[1];
  if (number === undefined) {
    throw new Error("GITHUB_REF is not a pull request's: run this in a workflow triggered by pull_request");
  }
  const issues = `${api}/repos/${project}/issues`;
  return {
    comments: `${issues}/${number}/comments`,
    updates: `${issues}/comments`,
    updateMethod: "PATCH",
    headers: {
      authorization: `Bearer ${requireVariable(env, "GITHUB_TOKEN")}`,
      accept: "application/vnd.github+json",
      "x-github-api-version": "2022-11-28",
    },
  };
}

/**
 * The merge request that a GitLab pipeline runs for, from the runner's variables.
 * https://docs.gitlab.com/api/notes/: the job token cannot write notes, so GITLAB_TOKEN is a project access
 * token with the scope api.
 */
export function gitlabReview(env: NodeJS.ProcessEnv): ReviewHost {
  const project = encodeURIComponent(requireVariable(env, "CI_PROJECT_ID"));
  const number = requireVariable(env, "CI_MERGE_REQUEST_IID");
  const notes = `${requireVariable(env, "CI_API_V4_URL")}/projects/${project}/merge_requests/${number}/notes`;
  return {
    comments: notes,
    updates: notes,
    updateMethod: "PUT",
    headers: { "private-token": requireVariable(env, "GITLAB_TOKEN") },
  };
}

/** Calls the host and returns its JSON. Throws for any response but 2xx. */
export async function sendToHost(
  { headers }: ReviewHost,
  method: "GET" | "POST" | "PATCH" | "PUT",
  url: string,
  body?: unknown,
): Promise<unknown> {
  const response = await request(url, {
    method,
    headers: { "user-agent": "marketplane", "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  const text = await response.body.text();
  if (response.statusCode < 200 || response.statusCode > 299) {
    throw new Error(`${method} ${url} failed with status ${response.statusCode}: ${text.slice(0, excerptLength)}`);
  }
  return JSON.parse(text);
}

function requireVariable(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (!value) {
    throw new Error(`${name} is not set. Run this in a pipeline of the host, which sets it`);
  }
  return value;
}
