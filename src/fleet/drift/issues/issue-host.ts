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

/** Where issues are kept. */
export interface IssueHost {
  /** Every issue that was ever made here for drift, open or closed. */
  list(): Promise<FindingIssue[]>;
  create(text: IssueText): Promise<void>;
  /** Brings an issue to this text, and opens it again where it was closed. */
  update(number: number, text: IssueText): Promise<void>;
  close(number: number, reason: "completed" | "not_planned"): Promise<void>;
}

/** This label marks the issues that report drift. */
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

/** The issues of the repository that a GitHub workflow runs for. https://docs.github.com/rest/issues/issues: "issues: write". */
export function githubIssues(environment: (name: string) => string | undefined): IssueHost {
  const wanted = (name: string): string => {
    const value = environment(name);
    if (!value) {
      throw new Error(`${name} is not set: issues are kept by a GitHub workflow, which sets it`);
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
        // To GitHub a pull request is an issue as well.
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
      throw new Error(`more than ${pageSize * pagesMax} issues have the label ${issueLabel}: take it off the old ones`);
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
    throw new Error(`${method} ${url} was answered ${response.status}: ${text.slice(0, excerptLength)}`);
  }
  return JSON.parse(text);
}
