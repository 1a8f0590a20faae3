import { LRUCache } from "lru-cache";

/** The remaining tokens of a key, and when they were counted. */
interface Bucket {
  tokens: number;
  atMs: number;
}

/** Far more callers than there are in a minute. Each entry takes a few hundred bytes. */
const bucketsMax = 50_000;

/** A token bucket for each key: `perMinute` tokens at first, refilled evenly over a minute. */
export class TokenBuckets {
  readonly #perMinute: number;
  readonly #nowMs: () => number;
  /** The least recently used bucket is the fullest, so dropping it helps its caller the least. */
  readonly #buckets = new LRUCache<string, Bucket>({ max: bucketsMax });

  constructor(perMinute: number, nowMs: () => number) {
    this.#perMinute = perMinute;
    this.#nowMs = nowMs;
  }

  /** Takes a token; if none is left, returns the milliseconds until the next one. */
  take(key: string): number | undefined {
    const nowMs = this.#nowMs();
    const before = this.#buckets.get(key) ?? { tokens: this.#perMinute, atMs: nowMs };
    const perMs = this.#perMinute / 60_000;
    const tokens = Math.min(this.#perMinute, before.tokens + Math.max(0, nowMs - before.atMs) * perMs);
    this.#buckets.set(key, { tokens: tokens < 1 ? tokens : tokens - 1, atMs: nowMs });
    return tokens < 1 ? (1 - tokens) / perMs : undefined;
  }
}
