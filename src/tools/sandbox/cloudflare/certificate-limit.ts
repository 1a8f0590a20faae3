import { CloudflareError } from "./envelope.ts";
import type { CloudflareSeed } from "./seed.ts";

const minuteMs = 60_000;

/**
 * "By default, you may issue up to 15 certificates per minute. Only successful submissions are counted
 * towards your limit. If you exceed your limit, you will be prevented from issuing new certificates for 30
 * seconds." (page "Troubleshooting"). The answer is not documented: HTTP 429 without Retry-After here. A
 * refused call does not make the block longer.
 */
export class CertificateLimit {
  readonly #limit: CloudflareSeed["certificateLimit"];
  readonly #now: () => number;
  #issuedAtMs: number[] = [];
  #blockedUntilMs = 0;

  constructor(limit: CloudflareSeed["certificateLimit"], now: () => number) {
    this.#limit = limit;
    this.#now = now;
  }

  /** Throws if the account's limit does not allow a certificate now. */
  assertFree(): void {
    if (this.#limit === undefined) {
      return;
    }
    const nowMs = this.#now();
    this.#issuedAtMs = this.#issuedAtMs.filter((atMs) => atMs > nowMs - minuteMs);
    const isBlocked = nowMs < this.#blockedUntilMs;
    if (!isBlocked && this.#issuedAtMs.length < this.#limit.perMinute) {
      return;
    }
    if (!isBlocked) {
      this.#blockedUntilMs = nowMs + this.#limit.blockSeconds * 1000;
    }
    throw new CloudflareError(429, 971, "Please wait and consider throttling your request speed");
  }

  noteIssued(): void {
    this.#issuedAtMs.push(this.#now());
  }
}
