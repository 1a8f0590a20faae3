import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryFolder } from "./temporary-folder.ts";

const identity = { GIT_AUTHOR_NAME: "Jane", GIT_AUTHOR_EMAIL: "jane@saasprovider.example" };
const committer = { GIT_COMMITTER_NAME: "Jane", GIT_COMMITTER_EMAIL: "jane@saasprovider.example" };

/** A repository on disk with a branch main, and a committer. */
export class GitRepository {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Commits files by their paths; undefined removes one. Returns the commit's id. */
  commit(message: string, files: Readonly<Record<string, string | undefined>> = {}): string {
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.folder, path);
      if (text === undefined) {
        rmSync(file);
      } else {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
    }
    this.git("add", "--all");
    this.git("commit", "--quiet", "--allow-empty", "--message", message);
    return this.head;
  }

  /** Reverts the newest commit. */
  revert(): string {
    this.git("revert", "--no-edit", "HEAD");
    return this.head;
  }

  get head(): string {
    return this.git("rev-parse", "HEAD").trim();
  }

  git(...args: readonly string[]): string {
    const env = { ...process.env, ...identity, ...committer, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
    return execFileSync("git", args, { cwd: this.folder, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  }
}

/** A new repository without a commit. */
export async function newRepository(): Promise<GitRepository> {
  const repository = new GitRepository(await temporaryFolder());
  repository.git("init", "--quiet", "--initial-branch=main");
  return repository;
}
