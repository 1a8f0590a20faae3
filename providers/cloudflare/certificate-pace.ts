import { type Clock, elapsedOf } from "../http/clock.ts";
import { isKind, VendorError } from "../http/vendor-error.ts";
import { notify } from "../notice.ts";

/**
 * By default Cloudflare issues 15 certificates a minute and then none for 30 seconds (page
 * "Troubleshooting").
 */
const blockMs = 30_000;
/** A block that lasts as long as Cloudflare's longest one, for exhausted API limits, has another cause. */
const blockedMsMax = 300_000;
/** How long calls go one at a time after a rejection. */
const cautionMs = 120_000;

/**
 * Waits out Cloudflare's limit of certificates for one account. Its 429 has no Retry-After, and only
 * successes count. So after a rejection, all calls wait for the block to end and then go one at a time. A 429
 * certainly means that nothing was created, so a retry creates no duplicate.
 */
export class CertificatePace {
  readonly #clock: Clock;
  readonly #elapsed: () => number;
  #line: Promise<void> = Promise.resolve();
  #refusedAtMs = Number.NEGATIVE_INFINITY;
  #pausedUntilMs = 0;
  /** When the rejections began; undefined after a success. */
  #waitingSinceMs: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#elapsed = elapsedOf(clock);
  }

  /** Makes the call, and retries it as long as Cloudflare may block it. */
  async run<Result>(call: () => Promise<Result>): Promise<Result> {
    for (;;) {
      const leave = await this.#enter();
      try {
        const result = await call();
        this.#waitingSinceMs = undefined;
        return result;
      } catch (error) {
        if (!isBlock(error)) {
          throw error;
        }
        this.#noteRefusal(error);
      } finally {
        leave();
      }
    }
  }

  /** Waits for its turn if Cloudflare has rejected a call recently. */
  async #enter(): Promise<() => void> {
    if (this.#elapsed() >= this.#refusedAtMs + cautionMs) {
      return () => undefined;
    }
    const before = this.#line;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#line = before.then(() => promise);
    await before;
    const waitMs = this.#pausedUntilMs - this.#elapsed();
    if (waitMs > 0) {
      await this.#clock.sleep(waitMs);
    }
    return resolve;
  }

  #noteRefusal(error: VendorError): void {
    const nowMs = this.#elapsed();
    this.#waitingSinceMs ??= nowMs;
    const waitedSeconds = Math.round((nowMs - this.#waitingSinceMs) / 1000);
    if (waitedSeconds * 1000 >= blockedMsMax) {
      const detail = `${error.details.detail}; Cloudflare has issued no certificate for ${waitedSeconds} s (its default limit is 15 a minute)`;
      throw new VendorError({ ...error.details, detail }, { cause: error });
    }
    this.#refusedAtMs = nowMs;
    if (this.#pausedUntilMs <= nowMs) {
      this.#pausedUntilMs = nowMs + blockMs;
      notify(
        `Cloudflare currently issues no more certificates (429; its default limit is 15 a minute): retrying in ` +
          `${blockMs / 1000} s, ${waitedSeconds} s waited so far, at most ${blockedMsMax / 1000} s`,
      );
    }
  }
}

/** If Cloudflare names a delay, the client has already waited for it. */
function isBlock(error: unknown): error is VendorError {
  return isKind(error, "rate-limited") && error.details.retryAfterMs === undefined;
}
