import { expect, it } from "vitest";
import { nextTurn } from "../../../../src/fleet/gitops/next-turn.ts";

const pollMs = 60_000;
const failed = (attempt: number) => ({ commit: "a", outcome: "failed" as const, attempt });

it("tries a commit that was never tried at once, whatever became of the one before", () => {
  expect(nextTurn("b", failed(9), { sinceLastMs: 0, pollMs })).toEqual({ kind: "try", attempt: 1 });
  expect(nextTurn("b", undefined, { sinceLastMs: 0, pollMs })).toEqual({ kind: "try", attempt: 1 });
});

it("leaves a commit alone that is applied, unchanged or refused", () => {
  for (const outcome of ["applied", "unchanged", "refused"] as const) {
    const last = { commit: "a", outcome, attempt: 1 };
    expect(nextTurn("a", last, { sinceLastMs: 1e12, pollMs })).toEqual({ kind: "wait", forMs: pollMs });
  }
});

it("tries a commit that failed again, each time after twice as long, and at least every quarter of an hour", () => {
  expect(nextTurn("a", failed(1), { sinceLastMs: 59_999, pollMs })).toEqual({ kind: "wait", forMs: 1 });
  expect(nextTurn("a", failed(1), { sinceLastMs: 60_000, pollMs })).toEqual({ kind: "try", attempt: 2 });
  expect(nextTurn("a", failed(3), { sinceLastMs: 239_999, pollMs })).toEqual({ kind: "wait", forMs: 1 });
  expect(nextTurn("a", failed(1), { sinceLastMs: 60_000, pollMs: 3_600_000 })).toEqual({ kind: "try", attempt: 2 });
  expect(nextTurn("a", failed(99), { sinceLastMs: 15 * 60_000, pollMs })).toEqual({ kind: "try", attempt: 100 });
});
