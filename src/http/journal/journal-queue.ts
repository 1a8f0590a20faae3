import { type JournalEntry, sizeOf } from "./journal-entry.ts";

export interface QueueOptions {
  /** Writes a batch, oldest first. */
  write(batch: readonly JournalEntry[]): Promise<void>;
  /** Called with the number of lost entries and the error; the error is undefined if the queue was full. */
  onLoss(count: number, error?: unknown): void;
  /** Schedules `run` for the next batch. */
  later(run: () => void): void;
  readonly charactersMax?: number;
}

const batchMax = 100;
const charactersMaxDefault = 8 * 1024 * 1024;

/**
 * Entries that wait for the database. They are written in batches in the background, and their memory is
 * bounded. Entries that find no room or cannot be written are lost and counted: the journal must not delay
 * the requests that it records.
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

  /** Enqueues an entry and returns at once. */
  add(entry: JournalEntry): void {
    const size = sizeOf(entry);
    const charactersMax = this.#options.charactersMax ?? charactersMaxDefault;
    // Strangers may use half of the room; the rest is reserved for the marketplaces.
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

  /** Resolves when every entry added before is written or lost. */
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
