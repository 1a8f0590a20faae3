import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { UnfinishedIntent } from "./intent.ts";

/** An intent from before that is nobody's memory of a crash any more. */
const lifetimeMs = 7 * 24 * 60 * 60 * 1_000;

const Entry = z.object({
  type: z.string(),
  writtenAt: z.number(),
  pid: z.int(),
  salt: z.string(),
  marks: z.array(z.string()),
});
type Entry = z.infer<typeof Entry>;

export interface IntentJournalOptions {
  /** Where the entries are, one file for each; made when the first one is written. */
  readonly folder: string;
  readonly now: () => number;
  /** Told once when entries cannot be written: creates go on, without the memory. */
  readonly warn: (message: string) => void;
}

/**
 * Small files outside of the state that say which creates are on their way, so that a run after a crash knows its own
 * objects from those of others. No name and no secret is in them: names are hashed, and so are marks.
 */
export class IntentJournal {
  readonly #options: IntentJournalOptions;
  /** By the names of their files; read once, so that an empty journal costs nothing. */
  #entries: Map<string, Entry> | undefined;
  /** What this process is at, and what it made that the engine has yet to save. */
  readonly #running = new Set<string>();
  readonly #made = new Set<string>();
  #hasWarned = false;

  constructor(options: IntentJournalOptions) {
    this.#options = options;
  }

  get isEmpty(): boolean {
    return this.#loaded().size === 0;
  }

  /** The open intent of an earlier run; one of a run that is still at it, in this process or another, is none. */
  unfinished(key: string): UnfinishedIntent | undefined {
    const name = toHash(key);
    const entry = this.#loaded().get(name);
    if (!entry || this.#running.has(name) || this.#made.has(name) || isOfAnotherRun(entry.pid)) {
      return undefined;
    }
    const marks = new Set(entry.marks);
    return { isMarked: (text) => marks.has(toMark(entry.salt, text)), writtenAt: entry.writtenAt };
  }

  open(key: string, type: string, marks: readonly string[]): void {
    const name = toHash(key);
    const salt = randomBytes(12).toString("hex");
    const entry: Entry = {
      type,
      writtenAt: this.#options.now(),
      pid: process.pid,
      salt,
      marks: marks.map((mark) => toMark(salt, mark)),
    };
    this.#loaded().set(name, entry);
    this.#running.add(name);
    this.#made.delete(name);
    try {
      mkdirSync(this.#options.folder, { recursive: true, mode: 0o700 });
      // Not synchronised to disk: what is written outlives its process, and no more is needed.
      writeFileSync(this.#fileOf(name), JSON.stringify(entry), { mode: 0o600 });
    } catch (error) {
      this.#warnOnce(error);
    }
  }

  /** The vendor made it; the engine has it as soon as it has saved the answer. */
  made(key: string): void {
    const name = toHash(key);
    this.#running.delete(name);
    if (this.#loaded().has(name)) {
      this.#made.add(name);
    }
  }

  /** The attempt ended and left open whether anything was made. */
  leave(key: string): void {
    this.#running.delete(toHash(key));
  }

  /** The engine has the object, or there is none. */
  close(key: string): void {
    this.#remove(toHash(key));
  }

  /** Ends the process's part: the engine has saved what was answered, unless it breaks off what is still running. */
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
      for (const name of namesIn(this.#options.folder)) {
        const entry = this.#read(name);
        if (entry) {
          this.#entries.set(name, entry);
        }
      }
    }
    return this.#entries;
  }

  /** Undefined for a file that is half written, whose create was never sent, and for one that is too old. */
  #read(name: string): Entry | undefined {
    try {
      const entry = Entry.parse(JSON.parse(readFileSync(this.#fileOf(name), "utf8")));
      if (this.#options.now() - entry.writtenAt <= lifetimeMs) {
        return entry;
      }
      rmSync(this.#fileOf(name), { force: true });
    } catch {
      // Another run may have closed it meanwhile.
    }
    return undefined;
  }

  #remove(name: string): void {
    this.#running.delete(name);
    this.#made.delete(name);
    if (this.#loaded().delete(name)) {
      rmSync(this.#fileOf(name), { force: true });
    }
  }

  #fileOf(name: string): string {
    return join(this.#options.folder, name);
  }

  #warnOnce(error: unknown): void {
    if (!this.#hasWarned) {
      this.#hasWarned = true;
      const reason = error instanceof Error ? error.message : String(error);
      this.#options.warn(
        `marketplane cannot write down which creates are on their way (${reason}): after a crash, objects that were just ` +
          "made need adopt: true. Set MARKETPLANE_STATE_DIR to a folder that can be written.",
      );
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function toHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 40);
}

function toMark(salt: string, text: string): string {
  return toHash(`${salt} ${text}`);
}

/** Two runs may share a folder; what one of them is making is not the other's to take. */
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
