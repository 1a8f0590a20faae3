import { expect, it } from "vitest";
import { memoize } from "../../../../src/core/redaction/memoize.ts";

it("keeps the results of the names in use after a caller has invented thousands of others", () => {
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
