import { chmodSync, chownSync, copyFileSync, renameSync, rmSync, type Stats } from "node:fs";
import { dirname } from "node:path";
import { syncFolder } from "./sync-folder.ts";

const modeMask = 0o7777;
const newFileMode = 0o666;

/** Replaces the file by a complete draft. The file keeps its owner and, unless given, its permissions. */
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
    // A file that is a mount point, as in a container, cannot be replaced, only written.
    if (!isBusy(error)) {
      throw error;
    }
    copyFileSync(draft, path);
  }
  syncFolder(dirname(path));
}

/** Deletes a draft that did not replace its file. */
export function abandonDraft(draft: string): void {
  rmSync(draft, { force: true });
}

const isBusy = (error: unknown) => error instanceof Error && "code" in error && error.code === "EBUSY";
