import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import { errorText } from "./error-text.ts";

/** A record has to survive only from an interrupted run to the next one. */
const lifetimeMs = 7 * 24 * 60 * 60 * 1_000;

interface WrittenAt {
  /** Milliseconds since the epoch. */
  readonly writtenAt: number;
}

export interface RecordFolderOptions {
  /** Contains one file per record; created with the first one. */
  readonly folder: string;
  readonly now: () => number;
  /** Receives one message if records cannot be written; the run continues without them. */
  readonly warn: (message: string) => void;
}

/**
 * Small JSON files outside the state, for what the engine does not show a provider after a crash. Files are
 * named by the hash of their key, since keys contain names. A file that is incomplete or older than seven
 * days counts as absent.
 */
export class RecordFolder<Entry extends WrittenAt> {
  readonly #options: RecordFolderOptions;
  readonly #schema: z.ZodType<Entry>;
  readonly #warning: (reason: string) => string;
  #hasWarned = false;

  constructor(options: RecordFolderOptions, schema: z.ZodType<Entry>, warning: (reason: string) => string) {
    this.#options = options;
    this.#schema = schema;
    this.#warning = warning;
  }

  names(): string[] {
    try {
      return readdirSync(this.#options.folder);
    } catch {
      return [];
    }
  }

  read(name: string): Entry | undefined {
    try {
      const entry = this.#schema.parse(JSON.parse(readFileSync(this.#fileOf(name), "utf8")));
      if (this.#options.now() - entry.writtenAt <= lifetimeMs) {
        return entry;
      }
      this.remove(name);
    } catch {
      // Another run may be writing or removing the file.
    }
    return undefined;
  }

  write(name: string, entry: Entry): void {
    try {
      mkdirSync(this.#options.folder, { recursive: true, mode: 0o700 });
      // No fsync: a record has to survive its process, not a crash of the machine.
      writeFileSync(this.#fileOf(name), JSON.stringify(entry), { mode: 0o600 });
    } catch (error) {
      if (!this.#hasWarned) {
        this.#hasWarned = true;
        this.#options.warn(this.#warning(errorText(error)));
      }
    }
  }

  remove(name: string): void {
    rmSync(this.#fileOf(name), { force: true });
  }

  #fileOf(name: string): string {
    return join(this.#options.folder, name);
  }
}

/** The file name for a key, which must not reveal it. */
export function toRecordName(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 40);
}
