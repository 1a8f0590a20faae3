import { expect, it } from "vitest";
import { nextPass } from "../../../../src/fleet/gitops/next-pass.ts";

const pollMs = 60_000;
const failed = (attempt: number) => ({ commit: "a", outcome: "failed" as const, attempt });

it("a new commit is applied immediately, whatever the result of the previous one", () => {
  expect(nextPass("b", failed(9), { sinceLastMs: 0, pollMs })).toEqual({ kind: "try", attempt: 1 });
  expect(nextPass("b", undefined, { sinceLastMs: 0, pollMs })).toEqual({ kind: "try", attempt: 1 });
});

it("a commit that was applied, unchanged or refused is left alone", () => {
  for (const outcome of ["applied", "unchanged", "refused"] as const) {
    const last = { commit: "a", outcome, attempt: 1 };
    expect(nextPass("a", last, { sinceLastMs: 1e12, pollMs })).toEqual({ kind: "wait", forMs: pollMs });
  }
});

it("a failed commit is retried with a delay that doubles each time, up to a quarter of an hour", () => {
  expect(nextPass("a", failed(1), { sinceLastMs: 59_999, pollMs })).toEqual({ kind: "wait", forMs: 1 });
  expect(nextPass("a", failed(1), { sinceLastMs: 60_000, pollMs })).toEqual({ kind: "try", attempt: 2 });
  expect(nextPass("a", failed(3), { sinceLastMs: 239_999, pollMs })).toEqual({ kind: "wait", forMs: 1 });
  expect(nextPass("a", failed(1), { sinceLastMs: 60_000, pollMs: 3_600_000 })).toEqual({ kind: "try", attempt: 2 });
  expect(nextPass("a", failed(99), { sinceLastMs: 15 * 60_000, pollMs })).toEqual({ kind: "try", attempt: 100 });
});
