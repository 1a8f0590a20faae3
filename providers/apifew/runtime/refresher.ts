import { type Clock, elapsedOf } from "../../http/clock.ts";

export interface RefresherOptions {
  readonly load: () => Promise<void>;
  readonly intervalMs: number;
  readonly clock: Clock;
  /** Stops the refresher. */
  readonly signal: AbortSignal;
}

/** Maximum of the first delay after a failure; it doubles with each further failure, up to the interval. */
const failurePauseMs = 1_000;
/** Minimum delay between two loads, even if runSoon is called. */
const pauseMsMin = 10_000;

/**
 * Calls `load` immediately and then repeatedly, with jitter and never concurrently, until the signal aborts.
 */
export class Refresher {
  readonly #options: RefresherOptions;
  #current: Promise<void> | undefined;
  #startedAt = 0;
  #wake = new AbortController();

  constructor(options: RefresherOptions) {
    this.#options = options;
  }

  /** The load in progress. */
  get current(): Promise<void> | undefined {
    return this.#current;
  }

  /** Runs until the signal aborts; does not wait for a load in progress. Never rejects. */
  async run(): Promise<void> {
    let failures = 0;
    while (!this.#options.signal.aborted) {
      failures = (await isFulfilled(this.load())) ? 0 : failures + 1;
      await this.#pause(failures);
    }
  }

  /** Loads now, or joins the load in progress. */
  load(): Promise<void> {
    this.#current ??= this.#loadOnce();
    return this.#current;
  }

  /** Ends the current delay, as far as pauseMsMin allows. */
  runSoon(): void {
    this.#wake.abort();
  }

  async #loadOnce(): Promise<void> {
    this.#startedAt = elapsedOf(this.#options.clock)();
    try {
      await this.#options.load();
    } finally {
      this.#current = undefined;
    }
  }

  async #pause(failures: number): Promise<void> {
    const { clock, signal, intervalMs } = this.#options;
    this.#wake = new AbortController();
    await isFulfilled(clock.sleep(pauseMsOf(failures, intervalMs), AbortSignal.any([signal, this.#wake.signal])));
    if (this.#wake.signal.aborted) {
      await isFulfilled(clock.sleep(Math.max(0, this.#startedAt + pauseMsMin - elapsedOf(clock)()), signal));
    }
  }
}

/** Jitter: instances of a product that started together should not load at the same time. */
function pauseMsOf(failures: number, intervalMs: number): number {
  return failures === 0
    ? intervalMs * (0.9 + Math.random() * 0.2)
    : Math.min(intervalMs, failurePauseMs * 2 ** (failures - 1)) * (0.5 + Math.random() / 2);
}

function isFulfilled(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}
