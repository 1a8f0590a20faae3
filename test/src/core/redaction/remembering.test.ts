import { expect, it } from "vitest";
import { memoize } from "../../../../src/core/redaction/memoize.ts";

it("keeps the cached results of names in use after a caller has sent thousands of invented ones", () => {
  let runs = 0;
  const work = memoize((text) => {
    runs += 1;
    return text.toUpperCase();
  });
  for (let count = 0; count < 5_000; count += 1) {
    work(`x-invented-${count}`);
  }
  const before = runs;
  expect([work("authorization"), work("authorization")]).toEqual(["AUTHORIZATION", "AUTHORIZATION"]);
  expect(runs).toBe(before + 1);
});
