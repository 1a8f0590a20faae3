import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { approvedDeletions, deletionProblem, needsApproval } from "../../../../src/fleet/gitops/deletion-policy.ts";
import type { PreviewedStack } from "../../../../src/fleet/gitops/summarize-preview.ts";

function stackOf(parts: Partial<PreviewedStack>): PreviewedStack {
  const none = { changes: {}, steps: [], deleted: [], tenantsDeleted: [], errors: [] };
  return { name: "fleet", present: 100, tenantsPresent: 10, ...none, ...parts };
}

const names = (count: number) => Array.from({ length: count }, (_, index) => `resource-${index}`);

describe("approvals of deletions", () => {
  it("are read only from the trailers of a message, and the largest counts", () => {
    const trailer = "Marketplane-Approve-Deletions: 12";
    expect(approvedDeletions([`Take them down\n\n${trailer}`])).toBe(12);
    expect(approvedDeletions([`Take them down\n\nSigned-off-by: Jane\n${trailer.toLowerCase()}\n`])).toBe(12);
    expect(approvedDeletions([`Revert "x"\n\n${trailer}\n\nThat was too much`])).toBe(0);
    expect(approvedDeletions([`${trailer} or so`, "nothing", ""])).toBe(0);
    expect(approvedDeletions([trailer, "b\n\nMarketplane-Approve-Deletions: 3"])).toBe(12);
  });

  it("are required above the maximum share of resources or tenants, and not at it", () => {
    const policy = { shareMax: 0.2 };
    expect(needsApproval(stackOf({ deleted: names(20), tenantsDeleted: names(2) }), policy)).toBe(false);
    expect(needsApproval(stackOf({ deleted: names(21) }), policy)).toBe(true);
    expect(needsApproval(stackOf({ deleted: names(3), tenantsDeleted: names(3) }), policy)).toBe(true);
  });

  it("must cover every deletion of the commit, and the refusal states the number", () => {
    const stacks = [stackOf({ deleted: names(30) }), stackOf({ name: "small", deleted: names(1) })];
    const problem = deletionProblem(stacks, { shareMax: 0.2 }, ["x\n\nMarketplane-Approve-Deletions: 30"]);
    expect(problem).toMatch(
      /30 of 100 resources.*stack fleet.*\(30 are approved\).*"Marketplane-Approve-Deletions: 31"/,
    );
    expect(deletionProblem(stacks, { shareMax: 0.2 }, ["x\n\nMarketplane-Approve-Deletions: 31"])).toBeUndefined();
  });

  it("are never required if nothing is deleted, and always suffice if given as requested", () => {
    const stack = fc
      .record({ present: fc.nat(500), share: fc.double({ min: 0, max: 1, noNaN: true }), tenantsPresent: fc.nat(50) })
      .map(({ present, share, tenantsPresent }) => {
        const deleted = names(Math.floor(present * share));
        return stackOf({ present, deleted, tenantsPresent, tenantsDeleted: names(Math.floor(tenantsPresent * share)) });
      });
    fc.assert(
      fc.property(
        fc.array(stack, { minLength: 1, maxLength: 4 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (stacks, shareMax) => {
          const problem = deletionProblem(stacks, { shareMax }, ["message"]);
          const isDeleting = stacks.some(({ deleted, tenantsDeleted }) => deleted.length + tenantsDeleted.length > 0);
          expect(problem === undefined || isDeleting).toBe(true);
          const asked = /"(Marketplane-Approve-Deletions: \d+)"/.exec(problem ?? "")?.[1];
          expect(deletionProblem(stacks, { shareMax }, [`message\n\n${asked}`])).toBeUndefined();
        },
      ),
    );
  });
});
