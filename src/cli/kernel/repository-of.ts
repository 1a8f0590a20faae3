import { resolve } from "node:path";

/** The folder that a CI system's paths are relative to, if it contains this folder. */
export function repositoryOf(folder: string, env: NodeJS.ProcessEnv): string {
  const root = env.GITHUB_WORKSPACE ?? env.CI_PROJECT_DIR;
  return root !== undefined && `${folder}/`.startsWith(`${resolve(root)}/`) ? root : folder;
}
