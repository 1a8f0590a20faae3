import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { onTestFinished } from "vitest";

export interface TakenStatus {
  readonly commit: string;
  readonly state: string;
  readonly label: string;
  readonly description: string;
}

export interface StatusEmulator {
  /** Base of GitHub's API. */
  readonly github: string;
  /** Base of GitLab's API. */
  readonly gitlab: string;
  readonly taken: TakenStatus[];
  /** The status for the next calls. */
  readonly failures: number[];
}

const token = "a-status-token";

/**
 * Commit statuses of the project jane/fleet. GitHub (docs.github.com/rest/commits/statuses): Bearer token;
 * state error, failure, pending or success; a description of 140 characters at most, else 422. GitLab
 * (docs.gitlab.com/api/commits): PRIVATE-TOKEN; the project's path encoded; state pending, running, success,
 * failed or canceled; a state that the commit has already is answered 400 "Cannot transition status".
 */
export async function startStatusEmulator(): Promise<StatusEmulator> {
  const taken: TakenStatus[] = [];
  const failures: number[] = [];
  const server = createServer(async (request, response) => {
    const body = JSON.parse(Buffer.concat(await request.toArray()).toString()) as Record<string, string>;
    const url = request.url ?? "";
    const failure = failures.shift();
    const [status, message] =
      failure !== undefined
        ? [failure, "Try again later"]
        : url.startsWith("/hub/")
          ? askGithub(url.slice("/hub".length), request.headers, body, taken)
          : askGitlab(url.slice("/lab".length), request.headers, body, taken);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ message }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  const base = `http://127.0.0.1:${port}`;
  return { github: `${base}/hub`, gitlab: `${base}/lab`, taken, failures };
}

type Ask = (
  url: string,
  headers: IncomingHttpHeaders,
  body: Readonly<Record<string, string>>,
  taken: TakenStatus[],
) => [number, string];

const askGithub: Ask = (
  url,
  { authorization, accept },
  { state = "", context = "default", description = "" },
  taken,
) => {
  const commit = /^\/repos\/jane\/fleet\/statuses\/([0-9a-f]{40})$/.exec(url)?.[1];
  if (commit === undefined) {
    return [404, "Not Found"];
  }
  if (authorization !== `Bearer ${token}`) {
    return [401, "Bad credentials"];
  }
  if (accept !== "application/vnd.github+json") {
    return [415, "Unsupported Media Type"];
  }
  const isKnown = ["error", "failure", "pending", "success"].includes(state);
  if (!isKnown || description.length > 140) {
    return [422, "Validation Failed"];
  }
  taken.push({ commit, state, label: context, description });
  return [201, "created"];
};

const askGitlab: Ask = (url, headers, { state = "", name = "default", description = "" }, taken) => {
  const commit = /^\/projects\/jane%2Ffleet\/statuses\/([0-9a-f]{40})$/.exec(url)?.[1];
  if (commit === undefined) {
    return [404, "404 Project Not Found"];
  }
  if (headers["private-token"] !== token) {
    return [401, "401 Unauthorized"];
  }
  const isKnown = ["pending", "running", "success", "failed", "canceled"].includes(state);
  if (!isKnown) {
    return [400, "state does not have a valid value"];
  }
  const isSame = taken.findLast((status) => status.commit === commit)?.state === state;
  if (isSame) {
    return [400, `Cannot transition status via :run from :${state}`];
  }
  taken.push({ commit, state, label: name, description });
  return [201, "created"];
};
