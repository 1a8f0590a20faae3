import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";

export interface FolderLock {
  release(): void;
}

const Owner = z.object({ pid: z.number() });

// Errors of a lock that another process holds: SQLITE_BUSY and SQLITE_LOCKED.
const LockHeld = z.object({ errcode: z.union([z.literal(5), z.literal(6)]) });

/**
 * Locks the folder for this process; undefined if another process holds the lock. Node has no file locks, so
 * SQLite takes the kernel's lock on an empty file. The kernel releases it when the process ends, and
 * containers that share the folder see it, where process ids are meaningless.
 */
export function lockFolder(folder: string): FolderLock | undefined {
  const file = new DatabaseSync(join(folder, "lock"));
  try {
    file.exec("pragma locking_mode = exclusive; begin exclusive");
  } catch (error) {
    file.close();
    if (LockHeld.safeParse(error).success) {
      return undefined;
    }
    throw error;
  }
  writeFileSync(join(folder, "owner.json"), JSON.stringify({ pid: process.pid }));
  return { release: () => file.close() };
}

/** The process that holds the lock, for messages. */
export function readOwner(folder: string): string {
  try {
    return `process ${Owner.parse(JSON.parse(readFileSync(join(folder, "owner.json"), "utf8"))).pid}`;
  } catch {
    return "another process";
  }
}
