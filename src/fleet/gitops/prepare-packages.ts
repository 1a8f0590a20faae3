import { existsSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { runProcess } from "../../../engine/run-process.ts";

/** How a commit's program gets its packages. */
export type Packages =
  /** They exist above the work folders, or are part of the commit. */
  | { readonly kind: "present" }
  /** npm installs the packages of the commit's lock file. */
  | { readonly kind: "install" }
  /** A shared node_modules folder for all commits. */
  | { readonly kind: "link"; readonly folder: string };

const installTimeoutMs = 10 * 60_000;

/** Makes a commit's packages available. Throws npm's error. */
export async function preparePackages(
  packages: Packages,
  { root, project, env }: { readonly root: string; readonly project: string; readonly env: NodeJS.ProcessEnv },
): Promise<void> {
  const folder = findLockFile(root, join(root, project));
  if (packages.kind === "link") {
    const target = join(folder ?? join(root, project), "node_modules");
    if (existsSync(target)) {
      throw new Error("the commit contains node_modules, so --packages cannot be used");
    }
    symlinkSync(packages.folder, target);
    return;
  }
  if (packages.kind === "present") {
    return;
  }
  if (folder === undefined) {
    throw new Error("the commit has no package-lock.json, which --install requires");
  }
  // Not npm ci: see docs/decisions/0001. Package scripts are not run.
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
