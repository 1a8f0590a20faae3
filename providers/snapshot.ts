import { type Clock, elapsedOf } from "./http/clock.ts";

/**
 * Reads of one run follow each other closely. After a pause of this length, the next read asks the vendor
 * again.
 */
const pauseMsMax = 30_000;
/** Maximum age of a response; refreshing tens of thousands of objects takes minutes. */
const ageMsMax = 300_000;

/**
 * One response of a vendor, shared by many reads. It is requested once for all waiting readers, and again if
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

  /** The response; it is requested again if something was written meanwhile. */
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

  /** Whether a response is available and fresh enough to use without a call. */
  isLoaded(): boolean {
    return this.#loadedAt !== undefined && this.#fresh() !== undefined;
  }

  /** Discards the response, including one in progress. */
  clear(): void {
    this.#current = undefined;
    this.#loadedAt = undefined;
  }

  #fresh(): Promise<T> | undefined {
    if (this.#loadedAt === undefined) {
      return this.#current;
    }
    // Measured from the end of the response: a listing that takes long must not be stale on arrival.
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
