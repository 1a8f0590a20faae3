import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { PendingCreate } from "./pending-creates.ts";
import { RecordFolder, type RecordFolderOptions, toRecordName } from "./record-folder.ts";

const Entry = z.object({
  type: z.string(),
  writtenAt: z.number(),
  pid: z.int(),
  salt: z.string(),
  marks: z.array(z.string()),
});
type Entry = z.infer<typeof Entry>;

/**
 * Records creates that were sent and are not in the engine's state yet, so that a run after a crash
 * recognizes its own objects (docs/decisions/0013). Names and marks are stored as hashes, and no secrets are
 * stored.
 */
export class PendingCreateStore {
  readonly #now: () => number;
  readonly #files: RecordFolder<Entry>;
  /** By file name. Read only once, so that an empty store costs nothing. */
  #entries: Map<string, Entry> | undefined;
  /** Creates in progress in this process. */
  readonly #running = new Set<string>();
  /** Creates that succeeded in this process and that the engine has not saved yet. */
  readonly #made = new Set<string>();

  constructor(options: RecordFolderOptions) {
    this.#now = options.now;
    this.#files = new RecordFolder(
      options,
      Entry,
      (reason) =>
        `marketplane cannot record pending creates (${reason}). After a crash, objects that were just created require ` +
        "adopt: true. To fix this, set MARKETPLANE_STATE_DIR to a writable folder.",
    );
  }

  get isEmpty(): boolean {
    return this.#loaded().size === 0;
  }

  /**
   * The pending create of an interrupted run; undefined while a run in this or another process is still
   * working on it.
   */
  find(key: string): PendingCreate | undefined {
    const name = toRecordName(key);
    const entry = this.#loaded().get(name);
    if (!entry || this.#running.has(name) || this.#made.has(name) || isOfAnotherRun(entry.pid)) {
      return undefined;
    }
    const marks = new Set(entry.marks);
    return { isMarked: (text) => marks.has(toMark(entry.salt, text)), writtenAt: entry.writtenAt };
  }

  record(key: string, type: string, marks: readonly string[]): void {
    const name = toRecordName(key);
    const salt = randomBytes(12).toString("hex");
    const entry: Entry = {
      type,
      writtenAt: this.#now(),
      pid: process.pid,
      salt,
      marks: marks.map((mark) => toMark(salt, mark)),
    };
    this.#loaded().set(name, entry);
    this.#running.add(name);
    this.#made.delete(name);
    this.#files.write(name, entry);
  }

  /** The vendor created the object; the engine saves it when it has the provider's response. */
  markMade(key: string): void {
    const name = toRecordName(key);
    this.#running.delete(name);
    if (this.#loaded().has(name)) {
      this.#made.add(name);
    }
  }

  /** The attempt has ended, and its outcome is unknown. */
  markUndecided(key: string): void {
    this.#running.delete(toRecordName(key));
  }

  /** The object is in the engine's state, or does not exist. */
  close(key: string): void {
    this.#remove(toRecordName(key));
  }

  /**
   * Call at the end of the run: the engine has saved every response, unless it interrupts creates that are
   * still in progress.
   */
  end(): void {
    if (this.#running.size === 0) {
      for (const name of this.#made) {
        this.#remove(name);
      }
    }
  }

  #loaded(): Map<string, Entry> {
    if (!this.#entries) {
      this.#entries = new Map();
      for (const name of this.#files.names()) {
        // A create is sent only after its record is complete, so an incomplete record belongs to no create.
        const entry = this.#files.read(name);
        if (entry) {
          this.#entries.set(name, entry);
        }
      }
    }
    return this.#entries;
  }

  #remove(name: string): void {
    this.#running.delete(name);
    this.#made.delete(name);
    if (this.#loaded().delete(name)) {
      this.#files.remove(name);
    }
  }
}

function toMark(salt: string, text: string): string {
  return toRecordName(`${salt} ${text}`);
}

/** Two runs may share a folder. An object that the other run is creating must not be adopted. */
function isOfAnotherRun(pid: number): boolean {
  if (pid === process.pid) {
    return false;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
