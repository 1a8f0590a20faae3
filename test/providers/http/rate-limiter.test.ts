import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RateLimiter } from "../../../providers/http/rate-limiter.ts";
import { sharedLimiter } from "../../../providers/http/shared-limiter.ts";
import { FakeClock } from "../../support/fake-clock.ts";

/** A call that takes a while, and that the vendor counts at some moment during it. */
function countedCall(clock: FakeClock, counted: number[], takesMs: number, countedAfterMs: number) {
  return async (): Promise<void> => {
    await clock.sleep(countedAfterMs);
    counted.push(clock.now());
    await clock.sleep(takesMs - countedAfterMs);
  };
}

describe("RateLimiter", () => {
  test("stays within the budget in any window, for any requested pauses", async () => {
    const budgets = fc.record({ calls: fc.integer({ min: 1, max: 8 }), windowMs: fc.integer({ min: 1, max: 1_000 }) });
    const calls = fc.array(
      fc.record({
        afterMs: fc.nat(600),
        together: fc.integer({ min: 1, max: 12 }),
        pauseMs: fc.option(fc.nat(500)),
        takesMs: fc.nat(400),
        countedAt: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      { maxLength: 12 },
    );

    await fc.assert(
      fc.asyncProperty(budgets, calls, async (budget, groups) => {
        const clock = new FakeClock(0);
        const limiter = new RateLimiter(budget, clock);
        const counted: number[] = [];
        for (const { afterMs, together, pauseMs, takesMs, countedAt } of groups) {
          clock.advance(afterMs);
          if (pauseMs !== null) {
            limiter.pause(pauseMs);
          }
          const mayPassAt = clock.now() + (pauseMs ?? 0);
          const before = counted.length;
          const call = countedCall(clock, counted, takesMs, Math.floor(takesMs * countedAt));
          await Promise.all(Array.from({ length: together }, () => limiter.run(call)));
          expect(counted.slice(before).every((atMs) => atMs >= mayPassAt)).toBe(true);
        }
        for (const atMs of counted) {
          const inWindow = counted.filter((other) => other >= atMs && other < atMs + budget.windowMs);
          expect(inWindow.length).toBeLessThanOrEqual(budget.calls);
        }
      }),
    );
  });

  test("does not delay a caller within the budget", async () => {
    const clock = new FakeClock();
    const limiter = new RateLimiter({ calls: 3, windowMs: 1_000 }, clock);
    const call = async () => undefined;

    for (let count = 0; count < 3; count += 1) {
      await limiter.run(call);
    }
    expect(clock.sleepsMs).toEqual([]);

    await limiter.run(call);
    expect(clock.sleepsMs).toEqual([1_000]);
  });

  test("admits callers in the order of their arrival, even after one failed", async () => {
    const limiter = new RateLimiter({ calls: 1, windowMs: 10 }, new FakeClock());
    const order: number[] = [];
    const call = (caller: number) => async () => {
      order.push(caller);
      if (caller === 2) {
        throw new Error("refused");
      }
    };

    const results = await Promise.allSettled([1, 2, 3, 4].map((caller) => limiter.run(call(caller))));

    expect(order).toEqual([1, 2, 3, 4]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
  });
});

describe("sharedLimiter", () => {
  test("is shared by all calls of an account in the process, and separate for each account", () => {
    const budget = { calls: 1, windowMs: 1 };
    const first = sharedLimiter("https://vendor.example account-a", budget, new FakeClock());

    expect(sharedLimiter("https://vendor.example account-a", budget, new FakeClock())).toBe(first);
    expect(sharedLimiter("https://vendor.example account-b", budget, new FakeClock())).not.toBe(first);
  });
});
