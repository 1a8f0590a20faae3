import { type Clock, elapsedOf } from "@marketplane/providers/http/clock.ts";

interface WakeupOptions {
  readonly clock: Clock;
  /** Minimum milliseconds between two wake-ups, however often it rings. */
  readonly intervalMs: number;
}

/** Ends a pause early. Rings during other work are merged into one; none is lost. */
export class Wakeup {
  readonly #options: WakeupOptions;
  #isRinging = false;
  #takenAt = Number.NEGATIVE_INFINITY;
  #stir = new AbortController();

  constructor(options: WakeupOptions) {
    this.#options = options;
  }

  ring(): void {
    this.#isRinging = true;
    this.#stir.abort();
  }

  /** Whether it has rung since the last call of this function. */
  take(): boolean {
    const isRinging = this.#isRinging;
    if (isRinging) {
      this.#isRinging = false;
      this.#takenAt = elapsedOf(this.#options.clock)();
      this.#stir = new AbortController();
    }
    return isRinging;
  }

  /** Resolves after `ms` milliseconds, or when it rings; rejects when the signal aborts. */
  async pause(ms: number, signal: AbortSignal): Promise<void> {
    const { clock, intervalMs } = this.#options;
    await clock.sleep(ms, AbortSignal.any([signal, this.#stir.signal])).catch(() => signal.throwIfAborted());
    if (this.#isRinging) {
      await clock.sleep(Math.max(0, this.#takenAt + intervalMs - elapsedOf(clock)()), signal);
    }
  }
}
