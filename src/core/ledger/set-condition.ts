import type { Condition } from "../model/condition.ts";

/** What is to be said of one aspect; the time is when it is said, unless the status has been the same before. */
export type ConditionReport = Omit<Condition, "lastTransitionAt">;

/**
 * The conditions with the report taken in. What was seen of an older generation does not replace what is known of a newer
 * one, and a status that stays keeps the time of its last transition.
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
