import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/** The machine's cache, outside of any checkout, so that a fresh clone finds what an earlier one made. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  const own = env.MARKETPLANE_CACHE_DIR;
  if (own !== undefined && own !== "") {
    return own;
  }
  const shared = env.XDG_CACHE_HOME;
  // The XDG specification requires relative paths to be ignored.
  const base = shared !== undefined && isAbsolute(shared) ? shared : join(homedir(), ".cache");
  return join(base, "marketplane");
}

/** The folder that holds the engines. */
export function engineCacheFolder(env: NodeJS.ProcessEnv): string {
  return join(cacheFolder(env), "engine");
}

/** The engine's name in the cache. */
export function engineFolderName(version: string): string {
  return `${version}-${process.platform}-${process.arch}`;
}
