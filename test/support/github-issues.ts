import { Hono } from "hono";
import { z } from "zod";
import { serveLoopback } from "./serve-loopback.ts";

/**
 * The issues of one repository as GitHub's REST API has them, written from https://docs.github.com/rest/issues/issues (version
 * 2022-11-28). A pull request is listed as an issue with `pull_request`; labels are matched all at once; a page has at most 100.
 */
export interface GithubIssues {
  readonly variables: Readonly<Record<string, string>>;
  readonly issues: Issue[];
  /** Every write, as "<method> <what>". */
  readonly writes: string[];
}

interface Issue {
  readonly number: number;
  title: string;
  body: string | null;
  state: "open" | "closed";
  state_reason: string | null;
  readonly labels: readonly { readonly name: string }[];
  readonly pull_request?: object;
}

const Created = z.object({
  title: z.string().min(1),
  body: z.string().max(65_536).optional(),
  labels: z.array(z.string()),
});
const Changed = z.object({
  title: z.string().min(1).optional(),
  body: z.string().max(65_536).optional(),
  state: z.enum(["open", "closed"]).optional(),
  state_reason: z.enum(["completed", "not_planned", "duplicate", "reopened"]).optional(),
});

const repository = "acme/shop";
const token = "ghs_of_the_workflow";

export async function startGithubIssues(): Promise<GithubIssues> {
  const issues: Issue[] = [];
  const writes: string[] = [];
  const app = new Hono().basePath(`/repos/${repository}`);
  app.use(async (context, next) => {
    if (context.req.header("authorization") !== `Bearer ${token}`) {
      return context.json({ message: "Bad credentials" }, 401);
    }
    return next();
  });
  app.get("/issues", (context) => {
    const {
      labels = "",
      state = "open",
      page = "1",
      per_page: perPage = "30",
      direction = "desc",
    } = context.req.query();
    const names = labels.split(",").filter((label) => label !== "");
    const found = issues.filter(
      (issue) =>
        (state === "all" || issue.state === state) &&
        names.every((label) => issue.labels.some(({ name }) => name === label)),
    );
    const size = Math.min(Number(perPage), 100);
    const ordered = direction === "asc" ? found : found.toReversed();
    return context.json(ordered.slice((Number(page) - 1) * size, Number(page) * size));
  });
  app.post("/issues", async (context) => {
    const { title, body = null, labels } = Created.parse(await context.req.json());
    const number = issues.length + 1;
    const issue = { number, title, body, state: "open", state_reason: null, labels: labels.map((name) => ({ name })) };
    issues.push({ ...issue, state: "open" });
    writes.push(`POST ${number}`);
    return context.json(issue, 201);
  });
  app.patch("/issues/:number", async (context) => {
    const issue = issues.find(({ number }) => number === Number(context.req.param("number")));
    if (!issue) {
      return context.json({ message: "Not Found" }, 404);
    }
    Object.assign(issue, Changed.parse(await context.req.json()));
    writes.push(`PATCH ${issue.number}`);
    return context.json(issue);
  });
  const origin = await serveLoopback(app.fetch);
  const variables = { GITHUB_API_URL: origin, GITHUB_REPOSITORY: repository, GITHUB_TOKEN: token };
  return { variables, issues, writes };
}
