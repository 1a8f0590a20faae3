/**
 * The sandbox's clock: real time × timeScale, plus the time it was advanced by. With a timeScale of 0 it only
 * moves when advanced.
 */
export class Clock {
  readonly #timeScale: number;
  readonly #startMs: number = Date.now();
  #advancedMs = 0;

  constructor(timeScale = 1) {
    this.#timeScale = timeScale;
  }

  /** Milliseconds since the epoch, in sandbox time. */
  now(): number {
    return Math.round(this.#startMs + (Date.now() - this.#startMs) * this.#timeScale + this.#advancedMs);
  }

  /** The real seconds that a caller has to wait for this much sandbox time; at least one. */
  toCallerSeconds(timeMs: number): number {
    return Math.max(1, Math.ceil(timeMs / 1000 / (this.#timeScale || 1)));
  }

  advance(seconds: number): void {
    this.#advancedMs += seconds * 1000;
  }
}

export const daysMs = (days: number): number => days * 24 * 60 * 60 * 1000;

/** An ISO timestamp with microseconds, as Cloudflare returns it. */
export function toIsoTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replace("Z", "000Z");
}
