import { mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

const prefix = ".partial-";

/** A new folder in a cache, which is renamed once it is complete. */
export function makePartial(cache: string): Promise<string> {
  return mkdtemp(join(cache, prefix));
}

/**
 * Removes what killed processes left. The caller holds the cache's lock, so that no process is writing there.
 */
export async function removePartial(cache: string): Promise<void> {
  const names = await readdir(cache);
  const partial = names.filter((name) => name.startsWith(prefix));
  await Promise.all(partial.map((name) => rm(join(cache, name), { recursive: true, force: true })));
}
