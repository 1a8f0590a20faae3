import type { Clock } from "../../providers/http/clock.ts";

/** Time that passes only while somebody sleeps, and then at once. */
export class FakeClock implements Clock {
  #nowMs: number;
  /** How long each sleep was. */
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
