import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/** The folder that holds the engines, outside of any checkout, so that a fresh clone finds what an earlier one made. */
export function engineCacheFolder(env: NodeJS.ProcessEnv): string {
  const own = env.MARKETPLANE_CACHE_DIR;
  if (own !== undefined && own !== "") {
    return join(own, "engine");
  }
  const shared = env.XDG_CACHE_HOME;
  // The XDG specification has relative paths ignored.
  const base = shared !== undefined && isAbsolute(shared) ? shared : join(homedir(), ".cache");
  return join(base, "marketplane", "engine");
}

/** The engine's name in the cache. */
export function engineFolderName(version: string): string {
  return `${version}-${process.platform}-${process.arch}`;
}
