import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { newHolder } from "./holder.ts";

/** A record only has to outlive the pause between a run that broke off and the next one. */
const lifetimeMs = 7 * 24 * 60 * 60 * 1_000;

/** `isRemoved` says that the object is gone, and that the holder is the moment at which it went. */
const Entry = z.object({ writtenAt: z.number(), holder: z.string(), isRemoved: z.boolean().default(false) });
type Entry = z.infer<typeof Entry>;

export interface HolderRecordsOptions {
  /** Where the records are, one file for each object; made when the first one is written. */
  readonly folder: string;
  readonly now: () => number;
  /** Gets one message when records cannot be written. */
  readonly warn: (message: string) => void;
}

/**
 * Small files outside of the state that say which holder of an object is the newest, or that it was removed, for what the engine does
 * not show a provider: a take-over by the provider of another process, and what an earlier run did before it was killed
 * (docs/decisions/0023). Names are hashed.
 */
export class HolderRecords {
  readonly #options: HolderRecordsOptions;
  /** What this process has written, by the names of the files. */
  readonly #written = new Set<string>();
  #hasPruned = false;
  #hasWarned = false;

  constructor(options: HolderRecordsOptions) {
    this.#options = options;
  }

  /** The newest holder of the object that was recorded on this machine; undefined when there is none, or it has expired. */
  find(object: string): string | undefined {
    const entry = this.#read(object);
    return entry?.isRemoved === false ? entry.holder : undefined;
  }

  /** When a run on this machine removed the object, as the mark of a holder; undefined where none did. */
  findRemoval(object: string): string | undefined {
    const entry = this.#read(object);
    return entry?.isRemoved === true ? entry.holder : undefined;
  }

  write(object: string, holder: string, isRemoved = false): void {
    this.#prune();
    try {
      mkdirSync(this.#options.folder, { recursive: true, mode: 0o700 });
      const entry: Entry = { writtenAt: this.#options.now(), holder, isRemoved };
      writeFileSync(this.#fileOf(object), JSON.stringify(entry), { mode: 0o600 });
      this.#written.add(this.#fileOf(object));
    } catch (error) {
      this.#warnOnce(error);
    }
  }

  writeRemoval(object: string): void {
    this.write(object, newHolder(this.#options.now()), true);
  }

  remove(object: string): void {
    rmSync(this.#fileOf(object), { force: true });
  }

  /** Ends the process's part: the engine has saved what was taken over, and the next run shows it. */
  end(): void {
    for (const file of this.#written) {
      rmSync(file, { force: true });
    }
    this.#written.clear();
  }

  #read(object: string): Entry | undefined {
    try {
      const entry = Entry.parse(JSON.parse(readFileSync(this.#fileOf(object), "utf8")));
      return this.#options.now() - entry.writtenAt <= lifetimeMs ? entry : undefined;
    } catch {
      // No record, or one that a process was killed in the middle of writing.
      return undefined;
    }
  }

  /** Removes what has expired, once for each process that writes. */
  #prune(): void {
    if (this.#hasPruned) {
      return;
    }
    this.#hasPruned = true;
    for (const name of namesIn(this.#options.folder)) {
      const file = join(this.#options.folder, name);
      try {
        const { writtenAt } = Entry.parse(JSON.parse(readFileSync(file, "utf8")));
        if (this.#options.now() - writtenAt > lifetimeMs) {
          rmSync(file, { force: true });
        }
      } catch {
        // Another run may be writing it at this moment.
      }
    }
  }

  #fileOf(object: string): string {
    return join(this.#options.folder, createHash("sha256").update(object).digest("hex").slice(0, 40));
  }

  #warnOnce(error: unknown): void {
    if (!this.#hasWarned) {
      this.#hasWarned = true;
      const reason = error instanceof Error ? error.message : String(error);
      this.#options.warn(
        `marketplane cannot record which resource took an object over last (${reason}): after an interrupted run, finish with ` +
          "pulumi up before you use --target. Set MARKETPLANE_STATE_DIR to a folder that can be written.",
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
