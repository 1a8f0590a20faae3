import { z } from "zod";

/** An issue about one finding. */
export interface FindingIssue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly isOpen: boolean;
}

export interface IssueText {
  readonly title: string;
  readonly body: string;
}

/** A service that keeps issues. */
export interface IssueHost {
  /** All issues ever created here for drift, open or closed. */
  list(): Promise<FindingIssue[]>;
  create(text: IssueText): Promise<void>;
  /** Sets the text of an issue, and reopens it if it was closed. */
  update(number: number, text: IssueText): Promise<void>;
  close(number: number, reason: "completed" | "not_planned"): Promise<void>;
}

/** The label of issues that report drift. */
export const issueLabel = "marketplane-drift";

const pageSize = 100;
const pagesMax = 100;
const timeoutMs = 20_000;
const excerptLength = 200;

const Issues = z.array(
  z.looseObject({
    number: z.int(),
    title: z.string(),
    body: z.string().nullish(),
    state: z.enum(["open", "closed"]),
    pull_request: z.unknown().optional(),
  }),
);

/**
 * Issues of the repository whose GitHub workflow runs this process, which needs the permission "issues:
 * write". https://docs.github.com/rest/issues/issues
 */
export function githubIssues(environment: (name: string) => string | undefined): IssueHost {
  const wanted = (name: string): string => {
    const value = environment(name);
    if (!value) {
      throw new Error(`${name} is not set: --issues works only in a GitHub workflow, which sets it`);
    }
    return value;
  };
  const issues = `${environment("GITHUB_API_URL") ?? "https://api.github.com"}/repos/${wanted("GITHUB_REPOSITORY")}/issues`;
  const token = wanted("GITHUB_TOKEN");
  const send = (method: string, url: string, body?: object) => sendTo(token, method, url, body);
  return {
    async list() {
      const found: FindingIssue[] = [];
      for (let page = 1; page <= pagesMax; page += 1) {
        const query = `labels=${issueLabel}&state=all&sort=created&direction=asc&per_page=${pageSize}&page=${page}`;
        const listed = Issues.parse(await send("GET", `${issues}?${query}`));
        // GitHub's API lists pull requests as issues, too.
        const own = listed.filter((issue) => issue.pull_request === undefined);
        found.push(
          ...own.map(({ number, title, body, state }) => ({
            number,
            title,
            body: body ?? "",
            isOpen: state === "open",
          })),
        );
        if (listed.length < pageSize) {
          return found;
        }
      }
      throw new Error(
        `more than ${pageSize * pagesMax} issues have the label ${issueLabel}: remove the label from old issues`,
      );
    },
    async create(text) {
      await send("POST", issues, { ...text, labels: [issueLabel] });
    },
    async update(number, text) {
      await send("PATCH", `${issues}/${number}`, { ...text, state: "open" });
    },
    async close(number, reason) {
      await send("PATCH", `${issues}/${number}`, { state: "closed", state_reason: reason });
    },
  };
}

async function sendTo(token: string, method: string, url: string, body?: object): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      accept: "application/vnd.github+json",
      "content-type": "application/json",
      "user-agent": "marketplane",
      "x-github-api-version": "2022-11-28",
    },
    signal: AbortSignal.timeout(timeoutMs),
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`${method} ${url} failed with status ${response.status}: ${text.slice(0, excerptLength)}`);
  }
  return JSON.parse(text);
}
