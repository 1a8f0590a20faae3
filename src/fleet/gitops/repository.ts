import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { errorText } from "@marketplane/providers/error-text.ts";
import { runProcess } from "../../../engine/run-process.ts";
import { askPass } from "./ask-pass.ts";

/** A commit of the watched branch. */
export interface Commit {
  /** The full hash. */
  readonly id: string;
  readonly message: string;
}

export interface RepositoryOptions {
  /** As RepositoryUrl returns it. */
  readonly url: string;
  readonly branch: string;
  /** The folder of the local copy. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Time limit of a git command. */
  readonly timeoutMs: number;
}

/** Number of commits to fetch; approvals in older ones are not found. */
const depth = 50;

/** Fetching or checking out failed; the message is git's. */
export class GitError extends Error {
  override readonly name = "GitError";
}

/** A local copy of a repository's branch, made by the git command line. */
export class Repository {
  readonly #options: RepositoryOptions;
  readonly #gitFolder: string;
  readonly #env: NodeJS.ProcessEnv;

  constructor(options: RepositoryOptions) {
    this.#options = options;
    mkdirSync(options.folder, { recursive: true, mode: 0o700 });
    this.#gitFolder = join(options.folder, "repository.git");
    this.#env = {
      ...options.env,
      ...askPass(options.folder, options.env),
      GIT_TERMINAL_PROMPT: "0",
      // git's transport ext: would run any command.
      GIT_ALLOW_PROTOCOL: "file:http:https:ssh",
      LC_ALL: "C",
    };
  }

  /** Fetches the branch and returns its newest commit. */
  async newest(): Promise<Commit> {
    const { url, branch } = this.#options;
    if (!existsSync(join(this.#gitFolder, "HEAD"))) {
      await this.#git(["init", "--quiet", "--bare", "--template=", this.#gitFolder]);
    }
    this.#removeStaleLocks();
    const source = `+refs/heads/${branch}:${this.#ref}`;
    await this.#git(["fetch", "--quiet", "--no-tags", "--no-auto-maintenance", `--depth=${depth}`, "--", url, source]);
    const [commit] = await this.#log(["--max-count=1", this.#ref]);
    if (commit === undefined) {
      throw new GitError(`branch ${branch} has no commit`);
    }
    return commit;
  }

  /**
   * The commits in `until` but not in `since`, the newest first; only `until` if `since` is no longer known.
   */
  async commitsBetween(since: string | undefined, until: string): Promise<readonly Commit[]> {
    const isKnown = since !== undefined && (await this.#knows(since));
    return this.#log(isKnown ? [`${since}..${until}`] : ["--max-count=1", until]);
  }

  /** Writes the files of a commit to a new folder. */
  async checkOut(commit: string, folder: string): Promise<void> {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const index = { GIT_INDEX_FILE: join(folder, ".git-index") };
    await this.#git(["--work-tree", folder, "checkout", "--quiet", "--force", commit, "--", "."], index);
  }

  /**
   * Deletes the lock files of a killed git process, which would block every later one. This process alone
   * uses the folder, with one git command at a time.
   */
  #removeStaleLocks(): void {
    const refs = join(this.#gitFolder, "refs");
    const files = [
      ...readdirSync(this.#gitFolder).map((name) => join(this.#gitFolder, name)),
      ...readdirSync(refs, { recursive: true, encoding: "utf8" }).map((name) => join(refs, name)),
    ];
    for (const file of files) {
      if (file.endsWith(".lock")) {
        rmSync(file, { force: true });
      }
    }
  }

  get #ref(): string {
    return `refs/heads/${this.#options.branch}`;
  }

  async #knows(commit: string): Promise<boolean> {
    return this.#git(["cat-file", "-e", `${commit}^{commit}`]).then(
      () => true,
      () => false,
    );
  }

  async #log(range: readonly string[]): Promise<Commit[]> {
    const text = (await this.#git(["log", "--format=%H%n%B%x00", ...range])).join("\n");
    return text
      .split("\0")
      .map((entry) => entry.trim())
      .filter((entry) => entry !== "")
      .map((entry) => {
        const [id = "", ...message] = entry.split("\n");
        return { id, message: message.join("\n") };
      });
  }

  async #git(args: readonly string[], variables: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
    const { timeoutMs, env } = this.#options;
    const isInit = args[0] === "init";
    const end = await runProcess("git", isInit ? args : ["--git-dir", this.#gitFolder, ...args], {
      env: { ...this.#env, ...variables },
      timeoutMs,
    }).catch((error: unknown) => {
      throw new GitError(`git cannot be started: ${errorText(error)}`);
    });
    if (end.timedOut) {
      throw new GitError(`git ${args[0]} took longer than ${timeoutMs / 1000} s`);
    }
    if (end.code !== 0) {
      const message = end.stderr.join("\n").trim() || `exit code ${end.code}`;
      throw new GitError(withoutSecret(message, env.MARKETPLANE_GIT_TOKEN));
    }
    return end.stdout;
  }
}

function withoutSecret(text: string, secret: string | undefined): string {
  return secret ? text.replaceAll(secret, "[redacted]") : text;
}
