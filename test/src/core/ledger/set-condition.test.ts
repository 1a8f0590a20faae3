import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ConditionReport, setCondition } from "../../../../src/core/ledger/set-condition.ts";
import { type Condition, conditionTypes } from "../../../../src/core/model/condition.ts";

const report = fc.record<ConditionReport>({
  type: fc.constantFrom(...conditionTypes),
  status: fc.constantFrom("true", "false", "unknown"),
  reason: fc.constantFrom("Recorded", "Reconciling"),
  message: fc.string(),
  observedGeneration: fc.nat(3),
});
const reports = fc.array(report, { maxLength: 12 });

describe("the conditions after any reports", () => {
  it("contain each type once, with the last report of the newest generation", () => {
    fc.assert(
      fc.property(reports, (all) => {
        const conditions = applyAll(all);

        expect(new Set(conditions.map(({ type }) => type)).size).toBe(conditions.length);
        for (const { lastTransitionAt, ...condition } of conditions) {
          const reported = all.filter(({ type }) => type === condition.type);
          const newest = Math.max(...reported.map(({ observedGeneration }) => observedGeneration));
          expect(condition).toEqual(reported.findLast(({ observedGeneration }) => observedGeneration === newest));
          expect(lastTransitionAt).toBeDefined();
        }
      }),
    );
  });

  it("keep the time of the last transition while the status is unchanged", () => {
    fc.assert(
      fc.property(reports, report, (all, one) => {
        const before = applyAll(all);
        const after = setCondition(before, one, at(1_000));
        const was = before.find(({ type }) => type === one.type);
        const is = after.find(({ type }) => type === one.type);

        expect(is?.lastTransitionAt).toBe(
          was === undefined || was.status !== is?.status ? at(1_000).toISOString() : was.lastTransitionAt,
        );
      }),
    );
  });
});

function applyAll(all: readonly ConditionReport[]): Condition[] {
  return all.reduce<Condition[]>((conditions, one, index) => setCondition(conditions, one, at(index)), []);
}

function at(seconds: number): Date {
  return new Date(seconds * 1_000);
}
