import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../providers/http/clock.ts";

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** A clock that advances only when a test says so. Sleepers wake up in order. */
export class HandClock implements Clock {
  #elapsedMs: number;
  #setByMs = 0;
  readonly #sleepers = new Set<Sleeper>();

  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#elapsedMs = startMs;
  }

  now(): number {
    return this.#elapsedMs + this.#setByMs;
  }

  elapsed(): number {
    return this.#elapsedMs;
  }

  /** The number of sleepers. */
  get sleeping(): number {
    return this.#sleepers.size;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const stop = (): void => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason);
      };
      const wake = (): void => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener("abort", stop);
        resolve();
      };
      const sleeper = { at: this.#elapsedMs + ms, wake };
      signal?.addEventListener("abort", stop, { once: true });
      this.#sleepers.add(sleeper);
    });
  }

  /** Sets the wall clock, as a person or a time server does; no time passes. */
  set(byMs: number): void {
    this.#setByMs += byMs;
  }

  /** Advances. The next work of woken sleepers is done when it resolves, unless it involves the network. */
  async advance(ms: number): Promise<void> {
    const end = this.#elapsedMs + ms;
    await setImmediate();
    for (;;) {
      const [next] = [...this.#sleepers].filter(({ at }) => at <= end).sort((left, right) => left.at - right.at);
      if (next === undefined) {
        break;
      }
      this.#elapsedMs = Math.max(this.#elapsedMs, next.at);
      next.wake();
      await setImmediate();
    }
    this.#elapsedMs = end;
  }
}
