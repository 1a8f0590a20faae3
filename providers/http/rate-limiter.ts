import { type Clock, elapsedOf } from "./clock.ts";
import { unlessStopped } from "./stop-signal.ts";

/** A vendor's budget: at most `calls` in any window of `windowMs`. */
export interface RateBudget {
  readonly calls: number;
  readonly windowMs: number;
}

/** One of the latest calls. The vendor counted it at some moment between its start and its end. */
interface Slot {
  readonly ended: Promise<number>;
}

/**
 * Keeps calls within a budget over a sliding window and holds them back while a vendor asks for a pause.
 * Callers are let through in the order in which they came.
 */
export class RateLimiter {
  readonly #budget: RateBudget;
  readonly #clock: Clock;
  readonly #elapsed: () => number;
  /** The latest calls, oldest first; never more than the budget has. */
  readonly #slots: Slot[] = [];
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #queue: Promise<void> = Promise.resolve();

  constructor(budget: RateBudget, clock: Clock) {
    this.#budget = budget;
    this.#clock = clock;
    this.#elapsed = elapsedOf(clock);
  }

  /** Makes the call as soon as the budget allows; rejects if the waiting work is stopped before that. */
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

  /** Lets no call through for the next `ms` milliseconds. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#elapsed() + ms);
  }

  async #untilFree(): Promise<void> {
    const oldest = this.#slots.length < this.#budget.calls ? undefined : this.#slots[0];
    // A call that is still on its way may be counted in the window that is about to open.
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
