/** Clock of the sandbox: real time x timeScale + what was advanced. A timeScale of 0 stands still until it is advanced. */
export class Clock {
  readonly #timeScale: number;
  readonly #startMs: number = Date.now();
  #advancedMs = 0;

  constructor(timeScale = 1) {
    this.#timeScale = timeScale;
  }

  /** Milliseconds since the epoch, by the sandbox's time. */
  now(): number {
    return Math.round(this.#startMs + (Date.now() - this.#startMs) * this.#timeScale + this.#advancedMs);
  }

  /** How many seconds a caller, who lives in real time, has to wait for so much sandbox time; at least one. */
  toCallerSeconds(timeMs: number): number {
    return Math.max(1, Math.ceil(timeMs / 1000 / (this.#timeScale || 1)));
  }

  advance(seconds: number): void {
    this.#advancedMs += seconds * 1000;
  }
}

export const daysMs = (days: number): number => days * 24 * 60 * 60 * 1000;

/** ISO timestamp with microseconds, the form that Cloudflare answers with. */
export function toIsoTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replace("Z", "000Z");
}
