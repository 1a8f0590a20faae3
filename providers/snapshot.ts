import { type Clock, elapsedOf } from "./http/clock.ts";

/**
 * Reads of one run follow each other closely. After a pause of this length, the next read asks the vendor
 * again.
 */
const pauseMsMax = 30_000;
/** Maximum age of an answer; a refresh of tens of thousands of objects takes minutes. */
const ageMsMax = 300_000;

/**
 * One answer of a vendor, shared by many reads. It is requested once for all waiting readers, and again when
 * it is too old or something was written.
 */
export class Snapshot<T> {
  readonly #load: () => Promise<T>;
  readonly #elapsed: () => number;
  #current: Promise<T> | undefined;
  #loadedAt: number | undefined;
  #usedAt = Number.NEGATIVE_INFINITY;

  constructor(load: () => Promise<T>, clock: Clock) {
    this.#load = load;
    this.#elapsed = elapsedOf(clock);
  }

  /** The answer; one that something was written during is asked for again. */
  async get(): Promise<T> {
    for (;;) {
      const current = this.#fresh() ?? this.#start();
      const value = await current;
      if (this.#current === current) {
        this.#usedAt = this.#elapsed();
        return value;
      }
    }
  }

  /** True when the answer is there, and fresh enough to be given without asking. */
  isLoaded(): boolean {
    return this.#loadedAt !== undefined && this.#fresh() !== undefined;
  }

  /** Discards the answer, including one in progress. */
  clear(): void {
    this.#current = undefined;
    this.#loadedAt = undefined;
  }

  #fresh(): Promise<T> | undefined {
    if (this.#loadedAt === undefined) {
      return this.#current;
    }
    // Both count from the answer's end: a listing that takes long is not old before it is there.
    const now = this.#elapsed();
    const isOld = now - this.#loadedAt > ageMsMax || now - Math.max(this.#loadedAt, this.#usedAt) > pauseMsMax;
    return isOld ? undefined : this.#current;
  }

  #start(): Promise<T> {
    const current = this.#load();
    this.#current = current;
    this.#loadedAt = undefined;
    current.then(
      () => {
        if (this.#current === current) {
          this.#loadedAt = this.#elapsed();
        }
      },
      () => {
        // All waiting readers get the error; the next read asks again.
        if (this.#current === current) {
          this.clear();
        }
      },
    );
    return current;
  }
}
