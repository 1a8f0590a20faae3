import { createHash } from "node:crypto";
import type { Clock } from "./clock.ts";
import { type RateBudget, RateLimiter } from "./rate-limiter.ts";

const limiters = new Map<string, RateLimiter>();

/** The one limiter of this process for an account at a vendor; every client of that account shares it. */
export function sharedLimiter(account: string, budget: RateBudget, clock: Clock): RateLimiter {
  const key = createHash("sha256").update(account).digest("hex");
  const existing = limiters.get(key);
  if (existing) {
    return existing;
  }
  const limiter = new RateLimiter(budget, clock);
  limiters.set(key, limiter);
  return limiter;
}
