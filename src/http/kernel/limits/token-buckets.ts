import { LRUCache } from "lru-cache";

/** The tokens that one key had left, and when. */
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
  /** The bucket that was not used for longest is the fullest, so dropping it gives its caller the least. */
  readonly #buckets = new LRUCache<string, Bucket>({ max: bucketsMax });

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
    this.#buckets.set(key, { tokens: tokens < 1 ? tokens : tokens - 1, atMs: nowMs });
    return tokens < 1 ? (1 - tokens) / perMs : undefined;
  }
}
