import { closeSync, fsyncSync, openSync } from "node:fs";

/** Makes the names in a folder survive a power failure, as fsync does for a file's content. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
