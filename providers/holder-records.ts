import { z } from "zod";
import { newHolder } from "./holder.ts";
import { RecordFolder, type RecordFolderOptions, toRecordName } from "./record-folder.ts";

/** With `isRemoved`, the object is gone and `holder` is the time of its removal. */
const Entry = z.object({ writtenAt: z.number(), holder: z.string(), isRemoved: z.boolean().default(false) });
type Entry = z.infer<typeof Entry>;

/**
 * Records the newest holder of an object, or its removal. The engine does not show a provider an adoption by
 * another provider process, nor the actions of an earlier run that was killed (docs/decisions/0023). Names
 * are hashed.
 */
export class HolderRecords {
  readonly #now: () => number;
  readonly #files: RecordFolder<Entry>;
  /** File names of the records that this process has written. */
  readonly #written = new Set<string>();
  #hasPruned = false;

  constructor(options: RecordFolderOptions) {
    this.#now = options.now;
    this.#files = new RecordFolder(
      options,
      Entry,
      (reason) =>
        `marketplane cannot record which resource last adopted an object (${reason}). After an interrupted run, complete a ` +
        "pulumi up before you use --target. To fix this, set MARKETPLANE_STATE_DIR to a writable folder.",
    );
  }

  /**
   * The newest recorded holder of the object on this machine; undefined if there is none or it has expired.
   */
  find(object: string): string | undefined {
    const entry = this.#files.read(toRecordName(object));
    return entry?.isRemoved === false ? entry.holder : undefined;
  }

  /** When a run on this machine removed the object, as a holder's mark; undefined if none did. */
  findRemoval(object: string): string | undefined {
    const entry = this.#files.read(toRecordName(object));
    return entry?.isRemoved === true ? entry.holder : undefined;
  }

  write(object: string, holder: string, isRemoved = false): void {
    this.#prune();
    const name = toRecordName(object);
    this.#files.write(name, { writtenAt: this.#now(), holder, isRemoved });
    this.#written.add(name);
  }

  writeRemoval(object: string): void {
    this.write(object, newHolder(this.#now()), true);
  }

  remove(object: string): void {
    this.#files.remove(toRecordName(object));
  }

  /** Call at the end of the run: the engine has saved every adoption, and the next run shows it. */
  end(): void {
    for (const name of this.#written) {
      this.#files.remove(name);
    }
    this.#written.clear();
  }

  /** Deletes expired records, once per process that writes. */
  #prune(): void {
    if (!this.#hasPruned) {
      this.#hasPruned = true;
      for (const name of this.#files.names()) {
        this.#files.read(name);
      }
    }
  }
}
