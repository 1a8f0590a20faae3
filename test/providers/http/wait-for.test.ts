import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { WaitTimeoutError, waitFor } from "../../../providers/http/wait-for.ts";
import { FakeClock } from "../../support/fake-clock.ts";

describe("waitFor", () => {
  test("returns the first value and polls at increasing intervals", async () => {
    const clock = new FakeClock();
    const answers = [undefined, undefined, undefined, "ready"];

    const value = await waitFor(async () => answers.shift(), {
      what: "it",
      timeoutMs: 60_000,
      intervalMs: 1_000,
      clock,
    });

    expect(value).toBe("ready");
    expect(clock.sleepsMs).toEqual([1_000, 1_500, 2_250]);
  });

  test("ends exactly at its deadline, after a last poll, and names the missing event", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 500_000 }),
        fc.integer({ min: 1, max: 5_000 }),
        async (timeoutMs, intervalMs) => {
          const clock = new FakeClock(0);
          let lastLookAt = -1;
          const look = async () => {
            lastLookAt = clock.now();
            return undefined;
          };

          const wait = waitFor(look, { what: "the moon", timeoutMs, intervalMs, clock });

          await expect(wait).rejects.toThrow(WaitTimeoutError);
          await expect(wait).rejects.toThrow(/^the moon did not happen within/);
          expect(lastLookAt).toBe(timeoutMs);
        },
      ),
      { numRuns: 50 },
    );
  });

  test("passes a failure of the probe on at once", async () => {
    const clock = new FakeClock();
    const probe = () => Promise.reject(new Error("it is blocked"));

    await expect(waitFor(probe, { what: "it", timeoutMs: 1, intervalMs: 1, clock })).rejects.toThrow("it is blocked");
    expect(clock.sleepsMs).toEqual([]);
  });
});
