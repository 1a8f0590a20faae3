import { existsSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { runProcess } from "../../../engine/run-process.ts";

/** How a commit's program gets its packages. */
export type Packages =
  /** They are found above the work folders, or are a part of the commit. */
  | { readonly kind: "present" }
  /** npm installs what the commit's own lock file names. */
  | { readonly kind: "install" }
  /** A folder node_modules that every commit uses. */
  | { readonly kind: "link"; readonly folder: string };

const installTimeoutMs = 10 * 60_000;

/** Makes a commit's packages available; throws npm's own complaint. */
export async function preparePackages(
  packages: Packages,
  { root, project, env }: { readonly root: string; readonly project: string; readonly env: NodeJS.ProcessEnv },
): Promise<void> {
  const folder = findLockFile(root, join(root, project));
  if (packages.kind === "link") {
    const target = join(folder ?? join(root, project), "node_modules");
    if (existsSync(target)) {
      throw new Error("the commit holds a node_modules, and --packages names another one");
    }
    symlinkSync(packages.folder, target);
    return;
  }
  if (packages.kind === "present") {
    return;
  }
  if (folder === undefined) {
    throw new Error("the commit has no package-lock.json, and --install takes what one names");
  }
  // Not npm ci, as docs/decisions/0001 says; no package's script is run.
  const args = ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const end = await runProcess("npm", args, { cwd: folder, env, timeoutMs: installTimeoutMs });
  if (end.timedOut) {
    throw new Error(`npm install took longer than ${installTimeoutMs / 60_000} minutes`);
  }
  if (end.code !== 0) {
    throw new Error(`npm install failed: ${end.stderr.join("\n").trim() || `exit code ${end.code}`}`);
  }
}

/** The nearest folder with a package-lock.json, from the project's folder up to the repository's. */
function findLockFile(root: string, from: string): string | undefined {
  if (existsSync(join(from, "package-lock.json"))) {
    return from;
  }
  return from === root || dirname(from) === from ? undefined : findLockFile(root, dirname(from));
}
