/** What one key has left, and when that was reckoned. */
interface Bucket {
  tokens: number;
  atMs: number;
}

/** Far more callers than come in a minute; each costs some hundred bytes. */
const bucketsMax = 50_000;

/** A token bucket for each key: `perMinute` at once, and as many again over a minute. */
export class TokenBuckets {
  readonly #perMinute: number;
  readonly #nowMs: () => number;
  /** In the order of their last use. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(perMinute: number, nowMs: () => number) {
    this.#perMinute = perMinute;
    this.#nowMs = nowMs;
  }

  /** Takes a token; the milliseconds until there is one again where none is left. */
  take(key: string): number | undefined {
    const nowMs = this.#nowMs();
    const before = this.#buckets.get(key) ?? { tokens: this.#perMinute, atMs: nowMs };
    const perMs = this.#perMinute / 60_000;
    const tokens = Math.min(this.#perMinute, before.tokens + Math.max(0, nowMs - before.atMs) * perMs);
    this.#buckets.delete(key);
    this.#buckets.set(key, { tokens: tokens < 1 ? tokens : tokens - 1, atMs: nowMs });
    this.#forgetOldest();
    return tokens < 1 ? (1 - tokens) / perMs : undefined;
  }

  /** Whoever has not come for longest has the fullest bucket, and a full one is as good as none. */
  #forgetOldest(): void {
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > bucketsMax && oldest !== undefined) {
      this.#buckets.delete(oldest);
    }
  }
}
