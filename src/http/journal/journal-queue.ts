import { type JournalEntry, sizeOf } from "./journal-entry.ts";

export interface QueueOptions {
  /** Writes a batch, oldest first. */
  write(batch: readonly JournalEntry[]): Promise<void>;
  /** Called with the number of lost entries and the error; the error is undefined if the queue was full. */
  onLoss(count: number, error?: unknown): void;
  /** Calls `run` when it is time for the next batch. */
  later(run: () => void): void;
  readonly charactersMax?: number;
}

const batchMax = 100;
const charactersMaxDefault = 8 * 1024 * 1024;

/**
 * Entries on their way to the database: written in batches while requests go on, never more than a bounded amount of memory.
 * What finds no room, or cannot be written, is lost and counted: a journal must not hold up what it records.
 */
export class JournalQueue {
  readonly #options: QueueOptions;
  #waiting: { readonly entry: JournalEntry; readonly size: number }[] = [];
  #characters = 0;
  #lost = 0;
  #isDue = false;
  #writing = Promise.resolve();

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  /** Takes an entry and returns at once. */
  add(entry: JournalEntry): void {
    const size = sizeOf(entry);
    const charactersMax = this.#options.charactersMax ?? charactersMaxDefault;
    // Strangers leave half of the room to the marketplaces.
    if (this.#characters + size > (entry.marketplace === null ? charactersMax / 2 : charactersMax)) {
      this.#lost += 1;
      return;
    }
    this.#characters += size;
    this.#waiting.push({ entry, size });
    if (this.#isDue) {
      return;
    }
    this.#isDue = true;
    this.#options.later(() => void this.flush());
  }

  /** Resolves when everything that was taken before is written or lost. */
  flush(): Promise<void> {
    this.#isDue = false;
    this.#writing = this.#writing.then(() => this.#writeAll());
    return this.#writing;
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, batchMax);
      try {
        await this.#options.write(batch.map(({ entry }) => entry));
      } catch (error) {
        this.#options.onLoss(batch.length, error);
      }
      this.#characters -= batch.reduce((sum, { size }) => sum + size, 0);
    }
    if (this.#lost > 0) {
      this.#options.onLoss(this.#lost);
      this.#lost = 0;
    }
  }
}
