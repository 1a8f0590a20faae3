import type { Clock } from "./clock.ts";

/** A vendor's budget: at most `calls` in any window of `windowMs`. */
export interface RateBudget {
  readonly calls: number;
  readonly windowMs: number;
}

/**
 * Keeps calls within a budget over a sliding window and holds them back while a vendor asks for a pause.
 * Callers are let through in the order in which they came.
 */
export class RateLimiter {
  readonly #budget: RateBudget;
  readonly #clock: Clock;
  /** When each of the latest calls was let through, oldest first; never longer than the budget. */
  readonly #passed: number[] = [];
  #pausedUntil = 0;
  #queue: Promise<void> = Promise.resolve();

  constructor(budget: RateBudget, clock: Clock) {
    this.#budget = budget;
    this.#clock = clock;
  }

  /** Resolves when the next call may be made. */
  acquire(): Promise<void> {
    const turn = this.#queue.then(() => this.#pass());
    this.#queue = turn;
    return turn;
  }

  /** Lets no call through for the next `ms` milliseconds. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock.now() + ms);
  }

  async #pass(): Promise<void> {
    for (;;) {
      const now = this.#clock.now();
      const oldest = this.#passed.length < this.#budget.calls ? undefined : this.#passed[0];
      const windowOpensAt = oldest === undefined ? now : oldest + this.#budget.windowMs;
      const waitMs = Math.max(windowOpensAt, this.#pausedUntil) - now;
      if (waitMs <= 0) {
        break;
      }
      await this.#clock.sleep(waitMs);
    }
    if (this.#passed.length >= this.#budget.calls) {
      this.#passed.shift();
    }
    this.#passed.push(this.#clock.now());
  }
}
