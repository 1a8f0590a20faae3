import { expect, it } from "vitest";
import { mapConcurrently } from "../../bench/map-concurrently.ts";

it("work runs for all items with limited concurrency, and the results keep the items' order", async () => {
  let running = 0;
  let most = 0;
  const results = await mapConcurrently([3, 1, 2, 5, 4], 2, async (item) => {
    running += 1;
    most = Math.max(most, running);
    for (let turn = 0; turn < item; turn += 1) {
      await Promise.resolve();
    }
    running -= 1;
    return item * 10;
  });
  expect(results).toEqual([30, 10, 20, 50, 40]);
  expect(most).toBe(2);
});
