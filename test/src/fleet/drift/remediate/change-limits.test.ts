import { describe, expect, it } from "vitest";
import type { PlannedChange } from "../../../../../src/core/model/remediation.ts";
import { limitProblem } from "../../../../../src/fleet/drift/remediate/change-limits.ts";

function changes(...operations: PlannedChange["operation"][]): PlannedChange[] {
  return operations.map((operation) => ({ stack: "production", urn: "urn", name: "shop", operation, properties: [] }));
}

describe("the limits of a remediation", () => {
  it.each([
    [changes("update", "create"), 2, 0, undefined],
    [changes("update", "create", "update"), 2, 0, "3 changes, but --max-changes allows 2"],
    [changes("replace"), 20, 0, "1 object (replace shop), but --max-deletions allows 0"],
    [changes("delete", "replace"), 20, 1, "2 objects (delete shop, replace shop)"],
    [changes("delete"), 20, 1, undefined],
  ])("reject changes that exceed them", (planned, maxChanges, maxDeletions, problem) => {
    const refusal = limitProblem(planned, { maxChanges, maxDeletions });

    expect(refusal).toEqual(problem === undefined ? undefined : expect.stringContaining(problem));
  });
});
