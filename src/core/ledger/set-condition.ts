import type { Condition } from "../model/condition.ts";

/** A new value of one condition. A changed status sets the time of the transition. */
export type ConditionReport = Omit<Condition, "lastTransitionAt">;

/**
 * The conditions with the report applied. A report about an older generation does not replace one about a
 * newer generation. An unchanged status keeps the time of its last transition.
 */
export function setCondition(conditions: readonly Condition[], report: ConditionReport, now: Date): Condition[] {
  const before = conditions.find(({ type }) => type === report.type);
  if (before === undefined) {
    return [...conditions, { ...report, lastTransitionAt: now.toISOString() }];
  }
  if (report.observedGeneration < before.observedGeneration) {
    return [...conditions];
  }
  const lastTransitionAt = before.status === report.status ? before.lastTransitionAt : now.toISOString();
  return conditions.map((condition) => (condition === before ? { ...report, lastTransitionAt } : condition));
}
