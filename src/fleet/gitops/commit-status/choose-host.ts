import { type CommitStatusHost, noHost } from "./commit-status.ts";
import { githubHost } from "./github.ts";
import { gitlabHost } from "./gitlab.ts";

interface HostChoice {
  readonly kind: "github" | "gitlab" | "none";
  /** The API's base URL; the public one by default. */
  readonly api: string | undefined;
  /** The project's path; by default the path of the repository URL. */
  readonly project: string | undefined;
  readonly repository: string;
  readonly token: string | undefined;
  readonly context: string;
}

const publicApis = { github: "https://api.github.com", gitlab: "https://gitlab.com/api/v4" } as const;

/** Creates the host that shows commit statuses. Throws if the token or the project is missing. */
export function chooseHost({ kind, api, project, repository, token, context }: HostChoice): CommitStatusHost {
  if (kind === "none") {
    return noHost;
  }
  if (!token) {
    throw new Error(`--report ${kind} needs a token in MARKETPLANE_STATUS_TOKEN`);
  }
  const path = project ?? pathOf(repository);
  if (path === undefined) {
    throw new Error(`--report ${kind} needs --report-project, since --repo is not a URL`);
  }
  const options = { api: (api ?? publicApis[kind]).replace(/\/+$/, ""), project: path, token, context };
  return kind === "github" ? githubHost(options) : gitlabHost(options);
}

function pathOf(repository: string): string | undefined {
  const [, sshPath] = /^[^/:@]+@[^/:]+:(.+)$/.exec(repository) ?? [];
  const path = (sshPath ?? URL.parse(repository)?.pathname)?.replace(/^\/+|(\.git)?\/*$/g, "");
  return path && !repository.startsWith("file:") ? path : undefined;
}
