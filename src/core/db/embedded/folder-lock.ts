import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";

export interface FolderLock {
  release(): void;
}

const Owner = z.object({ pid: z.number() });

// The errors of a lock that somebody else holds: SQLITE_BUSY and SQLITE_LOCKED.
const LockHeld = z.object({ errcode: z.union([z.literal(5), z.literal(6)]) });

/**
 * Takes the folder for this process alone; undefined when another one has it. The lock is the kernel's, on an empty file that
 * SQLite opens (Node itself offers no file locks): it goes with the process, however that ends, and is seen from containers
 * that share the folder, where process ids mean nothing.
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

/** The process that has the folder, for messages. */
export function readOwner(folder: string): string {
  try {
    return `process ${Owner.parse(JSON.parse(readFileSync(join(folder, "owner.json"), "utf8"))).pid}`;
  } catch {
    return "another process";
  }
}
