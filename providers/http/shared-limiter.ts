import type { Clock } from "./clock.ts";
import { type RateBudget, RateLimiter } from "./rate-limiter.ts";
import { sharedByAccount } from "./shared-by-account.ts";

const limiters = sharedByAccount<RateLimiter>();

/** The process's only rate limiter for an account; every client of that account shares it. */
export function sharedLimiter(account: string, budget: RateBudget, clock: Clock): RateLimiter {
  return limiters([account], () => new RateLimiter(budget, clock));
}
