import { expect, it } from "vitest";
import { newTenantId } from "../../../../src/core/ledger/new-tenant-id.ts";

it("consists of lower-case letters, is never the same twice, and has all letters equally often", () => {
  const ids = Array.from({ length: 10_000 }, newTenantId);

  expect(ids.filter((id) => !/^[a-z]{26}$/.test(id))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
  const counts = new Map<string, number>();
  for (const letter of ids.join("")) {
    counts.set(letter, (counts.get(letter) ?? 0) + 1);
  }
  // 10,000 of each are expected, with a standard deviation of 98.
  expect([...counts.values()].filter((count) => Math.abs(count - 10_000) > 700)).toEqual([]);
});
