import { expect, it } from "vitest";
import { median } from "../../bench/median.ts";
import { sideBySide } from "../../bench/rounds.ts";

it("the median is the middle value, or the mean of the middle two", () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([7])).toBe(7);
  expect(() => median([])).toThrow("no median of nothing");
});

it("variants are measured alternately in each round, and each has its own median", async () => {
  const order: string[] = [];
  const seconds = await sideBySide(
    3,
    { on: async (round) => round * 10, off: async (round) => round },
    (name, round, value) => order.push(`${name}${round}=${value}`),
  );
  expect(order).toEqual(["on1=10", "off1=1", "on2=20", "off2=2", "on3=30", "off3=3"]);
  expect([seconds("on"), seconds("off")]).toEqual([20, 2]);
});
