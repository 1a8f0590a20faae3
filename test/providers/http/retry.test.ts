import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultRetryPolicy, withRetry } from "../../../providers/http/retry.ts";
import { type Outcome, VendorError, type VendorErrorKind } from "../../../providers/http/vendor-error.ts";
import { FakeClock } from "../../support/fake-clock.ts";

function failure(kind: VendorErrorKind, outcome: Outcome, retryAfterMs?: number): VendorError {
  const more = retryAfterMs === undefined ? {} : { retryAfterMs };
  return new VendorError({ vendor: "Vendor", kind, outcome, call: "POST /x", detail: "no", ...more });
}

/** The number of attempts for a call that always fails in this way. */
async function attemptsAt(error: unknown, isRepeatable: boolean, clock = new FakeClock()): Promise<number> {
  let count = 0;
  const attempt = () => {
    count += 1;
    return Promise.reject(error);
  };
  await expect(withRetry(attempt, { isRepeatable, policy: defaultRetryPolicy, clock })).rejects.toBe(error);
  return count;
}

describe("withRetry", () => {
  test.each<[VendorErrorKind, Outcome, boolean, number]>([
    ["unavailable", "unknown", false, 1],
    ["malformed-response", "unknown", false, 1],
    ["unavailable", "not-taken", false, 5],
    ["rate-limited", "not-taken", false, 5],
    ["unavailable", "unknown", true, 5],
    ["malformed-response", "unknown", true, 5],
    ["rate-limited", "not-taken", true, 5],
    ["invalid", "not-taken", true, 1],
    ["conflict", "not-taken", true, 1],
    ["not-found", "not-taken", true, 1],
    ["unauthorized", "not-taken", true, 1],
  ])("%s with outcome %s, repeatable %s: %i attempts", async (kind, outcome, isRepeatable, attempts) => {
    expect(await attemptsAt(failure(kind, outcome), isRepeatable)).toBe(attempts);
  });

  test("reports the outcome as unknown if a refusal follows a lost answer", async () => {
    const errors = [failure("unavailable", "unknown"), failure("conflict", "not-taken")];
    const attempt = () => Promise.reject(errors.shift());
    const options = { isRepeatable: true, policy: defaultRetryPolicy, clock: new FakeClock() };

    await expect(withRetry(attempt, options)).rejects.toMatchObject({
      kind: "conflict",
      details: { outcome: "unknown" },
    });
  });

  test("never retries an error that is not a vendor's answer", async () => {
    expect(await attemptsAt(new TypeError("a bug"), true)).toBe(1);
  });

  test("waits as long as the vendor requests", async () => {
    const clock = new FakeClock();
    await attemptsAt(failure("rate-limited", "not-taken", 300_000), false, clock);

    expect(clock.sleepsMs).toEqual([300_000, 300_000, 300_000, 300_000]);
  });

  test("ends the call instead of waiting beyond the limit", async () => {
    const clock = new FakeClock();

    expect(await attemptsAt(failure("rate-limited", "not-taken", 86_400_000), true, clock)).toBe(1);
    expect(clock.sleepsMs).toEqual([]);
  });

  test("doubles the pause each time, with jitter over the upper half, up to a maximum", async () => {
    const policies = fc.record({
      attemptsMax: fc.integer({ min: 2, max: 12 }),
      delayMs: fc.integer({ min: 1, max: 2_000 }),
      delayMsMax: fc.integer({ min: 1, max: 30_000 }),
      retryAfterMsMax: fc.constant(0),
    });
    await fc.assert(
      fc.asyncProperty(policies, async (policy) => {
        const clock = new FakeClock();
        const attempt = () => Promise.reject(failure("unavailable", "unknown"));
        await expect(withRetry(attempt, { isRepeatable: true, policy, clock })).rejects.toThrow();

        expect(clock.sleepsMs).toHaveLength(policy.attemptsMax - 1);
        for (const [index, pauseMs] of clock.sleepsMs.entries()) {
          const ceiling = Math.min(policy.delayMsMax, policy.delayMs * 2 ** index);
          expect(pauseMs).toBeGreaterThanOrEqual(ceiling / 2);
          expect(pauseMs).toBeLessThanOrEqual(ceiling);
        }
      }),
    );
  });

  test("returns the value of the successful attempt", async () => {
    const answers = [failure("unavailable", "unknown"), failure("rate-limited", "not-taken"), "done"];
    const attempt = async () => {
      const answer = answers.shift();
      if (answer instanceof Error) {
        throw answer;
      }
      return answer;
    };

    expect(await withRetry(attempt, { isRepeatable: true, policy: defaultRetryPolicy, clock: new FakeClock() })).toBe(
      "done",
    );
  });
});
