import { describe, expect, it } from "vitest";
import type { PlannedChange } from "../../../../../src/core/model/remediation.ts";
import { limitProblem } from "../../../../../src/fleet/drift/remediate/change-limits.ts";

function changes(...operations: PlannedChange["operation"][]): PlannedChange[] {
  return operations.map((operation) => ({ stack: "production", urn: "urn", name: "shop", operation, properties: [] }));
}

describe("the limits of a remediation", () => {
  it.each([
    [changes("update", "create"), 2, 0, undefined],
    [changes("update", "create", "update"), 2, 0, "3 changes, and --max-changes allows 2"],
    [changes("replace"), 20, 0, "1 objects (replace shop), and --max-deletions allows 0"],
    [changes("delete", "replace"), 20, 1, "2 objects (delete shop, replace shop)"],
    [changes("delete"), 20, 1, undefined],
  ])("let no more happen than they say", (planned, maxChanges, maxDeletions, problem) => {
    const told = limitProblem(planned, { maxChanges, maxDeletions });

    expect(told).toEqual(problem === undefined ? undefined : expect.stringContaining(problem));
  });
});
