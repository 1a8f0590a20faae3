import type { Clock } from "./http/clock.ts";

/** How long an answer stands for the vendor's present: long enough for one run of the engine, and no longer. */
const maxAgeMs = 30_000;

/**
 * One answer of a vendor that many reads share. It is asked for once, however many wait for it, and asked for again when
 * it has grown old or when something was written.
 */
export class Snapshot<T> {
  readonly #load: () => Promise<T>;
  readonly #clock: Clock;
  #current: Promise<T> | undefined;
  #loadedAt: number | undefined;

  constructor(load: () => Promise<T>, clock: Clock) {
    this.#load = load;
    this.#clock = clock;
  }

  /** The answer; one that something was written during is asked for again. */
  async get(): Promise<T> {
    for (;;) {
      const current = this.#fresh() ?? this.#start();
      const value = await current;
      if (this.#current === current) {
        return value;
      }
    }
  }

  /** Forgets the answer, also one that is on its way. */
  clear(): void {
    this.#current = undefined;
    this.#loadedAt = undefined;
  }

  #fresh(): Promise<T> | undefined {
    // The age counts from the answer's end: a listing that takes long is not old before it is there.
    const isOld = this.#loadedAt !== undefined && this.#clock.now() - this.#loadedAt > maxAgeMs;
    return isOld ? undefined : this.#current;
  }

  #start(): Promise<T> {
    const current = this.#load();
    this.#current = current;
    this.#loadedAt = undefined;
    current.then(
      () => {
        if (this.#current === current) {
          this.#loadedAt = this.#clock.now();
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
