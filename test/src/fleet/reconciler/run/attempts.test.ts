import fc from "fast-check";
import { expect, it } from "vitest";
import { retryDelayMs } from "../../../../../src/fleet/reconciler/run/attempts.ts";

const share = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

it("the retry delay of a tenant grows with each failure, to at least half of the doubled delay and at most half an hour", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.integer({ min: 1, max: 600_000 }),
      share,
      (failures, first, random) => {
        const bound = Math.min(30 * 60_000, first * 2 ** Math.min(failures - 1, 30));
        const delay = retryDelayMs(failures, first, () => random);
        expect(delay).toBeGreaterThanOrEqual(Math.floor(bound / 2));
        expect(delay).toBeLessThanOrEqual(bound);
        expect(retryDelayMs(failures + 1, first, () => random)).toBeGreaterThanOrEqual(delay);
      },
    ),
  );
});
