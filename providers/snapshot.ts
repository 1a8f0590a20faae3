import { type Clock, elapsedOf } from "./http/clock.ts";

/** The reads of one run follow each other closely: after a pause, whoever reads wants to know anew. */
const pauseMsMax = 30_000;
/** How long an answer stands for the vendor's present at most: a refresh of tens of thousands takes minutes. */
const ageMsMax = 300_000;

/**
 * One answer of a vendor that many reads share. It is asked for once, however many wait for it, and asked for again when
 * it has grown old or when something was written.
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

  /** Forgets the answer, also one that is on its way. */
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
        // Everybody who waits is told; whoever comes next asks again.
        if (this.#current === current) {
          this.clear();
        }
      },
    );
    return current;
  }
}
