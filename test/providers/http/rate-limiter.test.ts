import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RateLimiter } from "../../../providers/http/rate-limiter.ts";
import { sharedLimiter } from "../../../providers/http/shared-limiter.ts";
import { FakeClock } from "../../support/fake-clock.ts";

describe("RateLimiter", () => {
  test("lets no more than the budget through in any window, whenever callers come and whatever pauses are asked", async () => {
    const budgets = fc.record({ calls: fc.integer({ min: 1, max: 8 }), windowMs: fc.integer({ min: 1, max: 1_000 }) });
    const arrivals = fc.array(
      fc.record({ afterMs: fc.nat(600), together: fc.integer({ min: 1, max: 12 }), pauseMs: fc.option(fc.nat(500)) }),
      { maxLength: 12 },
    );

    await fc.assert(
      fc.asyncProperty(budgets, arrivals, async (budget, groups) => {
        const clock = new FakeClock(0);
        const limiter = new RateLimiter(budget, clock);
        const passed: number[] = [];
        for (const { afterMs, together, pauseMs } of groups) {
          clock.advance(afterMs);
          if (pauseMs !== null) {
            limiter.pause(pauseMs);
          }
          const mayPassAt = clock.now() + (pauseMs ?? 0);
          const before = passed.length;
          await Promise.all(
            Array.from({ length: together }, () => limiter.acquire().then(() => passed.push(clock.now()))),
          );
          expect(passed.slice(before).every((atMs) => atMs >= mayPassAt)).toBe(true);
        }
        for (const atMs of passed) {
          const inWindow = passed.filter((other) => other >= atMs && other < atMs + budget.windowMs);
          expect(inWindow.length).toBeLessThanOrEqual(budget.calls);
        }
      }),
    );
  });

  test("does not hold back who stays within the budget", async () => {
    const clock = new FakeClock();
    const limiter = new RateLimiter({ calls: 3, windowMs: 1_000 }, clock);

    for (let count = 0; count < 3; count += 1) {
      await limiter.acquire();
    }
    expect(clock.sleepsMs).toEqual([]);

    await limiter.acquire();
    expect(clock.sleepsMs).toEqual([1_000]);
  });

  test("lets callers through in the order in which they came", async () => {
    const limiter = new RateLimiter({ calls: 1, windowMs: 10 }, new FakeClock());
    const order: number[] = [];

    await Promise.all([1, 2, 3, 4].map((caller) => limiter.acquire().then(() => order.push(caller))));

    expect(order).toEqual([1, 2, 3, 4]);
  });
});

describe("sharedLimiter", () => {
  test("is one for an account in the whole process, and another for another account", () => {
    const budget = { calls: 1, windowMs: 1 };
    const first = sharedLimiter("https://vendor.example account-a", budget, new FakeClock());

    expect(sharedLimiter("https://vendor.example account-a", budget, new FakeClock())).toBe(first);
    expect(sharedLimiter("https://vendor.example account-b", budget, new FakeClock())).not.toBe(first);
  });
});
