import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FewAtOnce } from "../../../providers/clevercloud/few-at-once.ts";

describe("FewAtOnce", () => {
  test("never runs more calls than allowed, runs all, in their order, whatever fails", async () => {
    const schedules = fc.array(fc.record({ turns: fc.nat(5), fails: fc.boolean() }), { maxLength: 30 });

    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), schedules, async (countMax, calls) => {
        const few = new FewAtOnce(countMax);
        const started: number[] = [];
        let running = 0;
        let runningMax = 0;
        const results = await Promise.allSettled(
          calls.map(({ turns, fails }, index) =>
            few.run(async () => {
              started.push(index);
              running += 1;
              runningMax = Math.max(runningMax, running);
              for (let turn = 0; turn < turns; turn += 1) {
                await Promise.resolve();
              }
              running -= 1;
              return fails ? Promise.reject(new Error(`call ${index}`)) : index;
            }),
          ),
        );

        expect(runningMax).toBeLessThanOrEqual(countMax);
        expect(started).toEqual(calls.map((_, index) => index));
        expect(results.map(({ status }) => status === "rejected")).toEqual(calls.map(({ fails }) => fails));
      }),
    );
  });
});
