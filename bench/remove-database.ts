import { existsSync, realpathSync, rmSync } from "node:fs";

/**
 * Removes the folder of an embedded database. If it is a link, as for a server whose user cannot access the
 * folder, its target is removed too.
 */
export function removeDatabase(folder: string): void {
  if (!existsSync(folder)) {
    return;
  }
  for (const path of [realpathSync(folder), folder]) {
    rmSync(path, { recursive: true, force: true });
  }
}
