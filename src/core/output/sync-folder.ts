import { closeSync, fsyncSync, openSync } from "node:fs";

/** Makes the names in a folder outlive a power cut, as fsync does for the content of a file. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
