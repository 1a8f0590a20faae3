import type { Clock } from "../../providers/http/clock.ts";

/** A clock that advances only when code sleeps, and then at once. */
export class FakeClock implements Clock {
  #nowMs: number;
  /** The duration of each sleep. */
  readonly sleepsMs: number[] = [];

  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.sleepsMs.push(ms);
    this.advance(ms);
  }

  advance(ms: number): void {
    this.#nowMs += ms;
  }
}
