import { type Clock, elapsedOf } from "./clock.ts";
import { unlessStopped } from "./stop-signal.ts";

/** A vendor's rate limit: at most `calls` in any window of `windowMs`. */
export interface RateBudget {
  readonly calls: number;
  readonly windowMs: number;
}

/** A recent call. The vendor counted it at some time between its start and its end. */
interface Slot {
  readonly ended: Promise<number>;
}

/**
 * Keeps calls within a rate limit over a sliding window, and delays them while a vendor requests it. Callers
 * proceed in order of arrival.
 */
export class RateLimiter {
  readonly #budget: RateBudget;
  readonly #clock: Clock;
  readonly #elapsed: () => number;
  /** The most recent calls, oldest first; never more than the limit allows. */
  readonly #slots: Slot[] = [];
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #queue: Promise<void> = Promise.resolve();

  constructor(budget: RateBudget, clock: Clock) {
    this.#budget = budget;
    this.#clock = clock;
    this.#elapsed = elapsedOf(clock);
  }

  /** Makes the call as soon as the limit allows. Rejects if the surrounding work is stopped before that. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(() => this.#untilFree());
    const { promise: ended, resolve: end } = Promise.withResolvers<number>();
    // The next call in the queue must count this call, even if it fails.
    const begun = turn.then(() => {
      this.#slots.push({ ended });
    });
    this.#queue = begun.catch(() => undefined);
    try {
      await unlessStopped(begun);
    } catch (error) {
      // Its turn may still come, and then takes no time.
      end(0);
      throw error;
    }
    try {
      return await call();
    } finally {
      end(this.#elapsed());
    }
  }

  /** Blocks all calls for the next `ms` milliseconds. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#elapsed() + ms);
  }

  async #untilFree(): Promise<void> {
    const oldest = this.#slots.length < this.#budget.calls ? undefined : this.#slots[0];
    // A call in progress may still be counted in the next window.
    const opensAt = oldest === undefined ? Number.NEGATIVE_INFINITY : (await oldest.ended) + this.#budget.windowMs;
    for (;;) {
      const waitMs = Math.max(opensAt, this.#pausedUntil) - this.#elapsed();
      if (waitMs <= 0) {
        if (oldest !== undefined) {
          this.#slots.shift();
        }
        return;
      }
      await this.#clock.sleep(waitMs);
    }
  }
}
