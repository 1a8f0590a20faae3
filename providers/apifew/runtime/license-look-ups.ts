import { type Clock, elapsedOf } from "../../http/clock.ts";
import type { License, LookUp } from "./license-table.ts";

export interface LookUpOptions {
  /** Reads one license from apifew; undefined if apifew does not know the key. */
  readonly get: (key: string) => Promise<License | undefined>;
  readonly clock: Clock;
  /** Minimum time between two lookups of a key, regardless of the result. */
  readonly intervalMs: number;
  /** Limit across all keys. */
  readonly perMinuteMax: number;
}

const minuteMs = 60_000;

/** Looks up single licenses within limits, so that made-up keys cannot exhaust the account's rate limit. */
export class LicenseLookUps {
  readonly #options: LookUpOptions;
  readonly #elapsed: () => number;
  /** When each key was last looked up, oldest first. */
  readonly #attempts = new Map<string, number>();
  readonly #underWay = new Map<string, Promise<LookUp>>();
  #minuteStartedAt = Number.NEGATIVE_INFINITY;
  #countInMinute = 0;

  constructor(options: LookUpOptions) {
    this.#options = options;
    this.#elapsed = elapsedOf(options.clock);
  }

  /** Looks up a key, or joins the lookup in progress; undefined if the limits allow none. */
  lookUp(key: string): Promise<LookUp> | undefined {
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined || !this.#isAllowed(key)) {
      return underWay;
    }
    const lookUp = this.#ask(key).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, lookUp);
    return lookUp;
  }

  async #ask(key: string): Promise<LookUp> {
    const observedAt = this.#elapsed();
    this.#attempts.set(key, observedAt);
    const license = await this.#options.get(key);
    return { license, source: "lookup", observedAt, receivedAt: this.#elapsed() };
  }

  #isAllowed(key: string): boolean {
    const now = this.#elapsed();
    for (const [attempted, at] of this.#attempts) {
      if (now - at < this.#options.intervalMs) {
        break;
      }
      this.#attempts.delete(attempted);
    }
    if (this.#attempts.has(key)) {
      return false;
    }
    if (now - this.#minuteStartedAt >= minuteMs) {
      this.#minuteStartedAt = now;
      this.#countInMinute = 0;
    }
    this.#countInMinute += 1;
    return this.#countInMinute <= this.#options.perMinuteMax;
  }
}
