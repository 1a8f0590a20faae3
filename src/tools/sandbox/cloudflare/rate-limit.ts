import type { Context, MiddlewareHandler } from "hono";
import type { SandboxContext, SandboxEnv } from "../sandbox-context.ts";
import { CloudflareError, failure } from "./envelope.ts";

interface Window {
  startMs: number;
  used: number;
  /** After the limit is exceeded, every call is refused until this time. */
  refusedUntilMs: number;
}

/**
 * Counts the calls of each credential in fixed windows. Every answer has the rate limit's headers; beyond the
 * limit it is 429 with code 971.
 */
export function rateLimiter({ clock, rateLimit }: SandboxContext): MiddlewareHandler<SandboxEnv> {
  const windows = new Map<string, Window>();
  return async (c, next) => {
    const nowMs = clock.now();
    const window = currentWindow(windows, credentialOf(c), nowMs, rateLimit.seconds * 1000);
    const resetSeconds = clock.toCallerSeconds(endOf(window, rateLimit.seconds * 1000) - nowMs);
    const isRefused = nowMs < window.refusedUntilMs;
    if (isRefused) {
      const text = "Please wait and consider throttling your request speed";
      c.res = failure(new CloudflareError(429, 971, text, { "Retry-After": String(resetSeconds) }));
    } else {
      await next();
    }
    const remaining = isRefused ? 0 : Math.max(0, rateLimit.calls - window.used);
    c.header("Ratelimit", `"default";r=${remaining};t=${resetSeconds}`);
    c.header("Ratelimit-Policy", `"default";q=${rateLimit.calls};w=${rateLimit.seconds}`);
  };

  function currentWindow(all: Map<string, Window>, credential: string, nowMs: number, lengthMs: number): Window {
    let window = all.get(credential);
    if (window === undefined || nowMs >= endOf(window, lengthMs)) {
      window = { startMs: nowMs, used: 0, refusedUntilMs: 0 };
      all.set(credential, window);
    }
    window.used += 1;
    if (window.used > rateLimit.calls && window.refusedUntilMs === 0) {
      window.refusedUntilMs = nowMs + lengthMs;
    }
    return window;
  }
}

function endOf(window: Window, lengthMs: number): number {
  return Math.max(window.startMs + lengthMs, window.refusedUntilMs);
}

/** Must not leave this file: neither the call log nor the state contains credentials. */
function credentialOf(c: Context<SandboxEnv>): string {
  return c.req.header("Authorization") ?? c.req.header("X-Auth-Key") ?? "";
}
