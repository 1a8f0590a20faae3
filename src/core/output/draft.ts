import { chmodSync, chownSync, copyFileSync, renameSync, rmSync, type Stats } from "node:fs";
import { dirname } from "node:path";
import { syncFolder } from "./sync-folder.ts";

const modeMask = 0o7777;
const newFileMode = 0o666;

/** Puts a complete draft in the place of the file, which keeps its owner, and its permissions unless others are named. */
export function finishDraft(
  draft: string,
  { path, present }: { readonly path: string; readonly present?: Stats },
  { mode }: { readonly mode?: number },
): void {
  chmodSync(draft, mode ?? (present === undefined ? newFileMode & ~process.umask() : present.mode & modeMask));
  if (present !== undefined && process.getuid?.() === 0) {
    chownSync(draft, present.uid, present.gid);
  }
  try {
    renameSync(draft, path);
  } catch (error) {
    // A file that is mounted by itself, as into a container, cannot be replaced but written.
    if (!isBusy(error)) {
      throw error;
    }
    copyFileSync(draft, path);
  }
  syncFolder(dirname(path));
}

/** Leaves nothing of a draft that did not get its name. */
export function abandonDraft(draft: string): void {
  rmSync(draft, { force: true });
}

const isBusy = (error: unknown) => error instanceof Error && "code" in error && error.code === "EBUSY";
