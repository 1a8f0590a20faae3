import { expect, it } from "vitest";
import { z } from "zod";
import { addMember, licenseMember, removeMember } from "../../src/http/panel/members/change-members.ts";
import { hasDatabase } from "../support/database.ts";
import { describeWithEngine } from "../support/engine.ts";
import { type ReconcilerHarness, startReconcilerHarness } from "../support/reconciler-harness.ts";

const signal = new AbortController().signal;
const shard = "shard-00";
const [ann, bob, cid, dee] = ["ann", "bob", "cid", "dee"].map((name) => `${name}@customer.com`);

const Licenses = z.object({ apifew: z.object({ licenses: z.array(z.object({ userLogin: z.string().nullable() })) }) });

async function licensed(harness: ReconcilerHarness): Promise<string[]> {
  const { apifew } = Licenses.parse(await harness.sandbox.state());
  const team = [ann, bob, cid, dee];
  return apifew.licenses.flatMap(({ userLogin }) => (team.includes(userLogin ?? "") ? [userLogin ?? ""] : [])).sort();
}

describeWithEngine("a team", () => {
  it.skipIf(!hasDatabase)(
    "changes as its customer requests, and a removed member affects no other",
    { timeout: 180_000 },
    async () => {
      const harness = await startReconcilerHarness({ isOneShard: true });
      const { reconcile } = await harness.reconciler();
      const id = await harness.want("acme", { members: [ann ?? "", bob ?? "", cid ?? ""], licenses: 4 });
      expect(await reconcile(shard, signal)).toBe("converged");
      expect(await licensed(harness)).toEqual([ann, bob, cid]);
      const before = await harness.sandbox.calls();

      const changes = [
        removeMember(ann ?? "", harness.config),
        licenseMember(bob ?? "", false, harness.config),
        addMember(dee ?? "", true, harness.config),
      ];
      for (const decide of changes) {
        const refused = await harness.ledger.submit({ key: { id }, actor: "customer:jane", action: "change", decide });
        expect(refused).toBeUndefined();
      }
      // The engine creates before it deletes: the license for dee is released at the end of the
      // first run.
      await reconcile(shard, signal);
      await harness.database.db
        .updateTable("attempts")
        .set({ retryAt: new Date(0) })
        .execute();
      expect(await reconcile(shard, signal)).toBe("converged");

      expect((await harness.vendors()).members).toEqual([bob, cid, dee]);
      expect(await licensed(harness)).toEqual([cid, dee]);
      const deleted = (await harness.sandbox.calls())
        .slice(before.length)
        .filter(({ route }) => /user\/delete/.test(route));
      expect(deleted, "users that were deleted").toHaveLength(1);
    },
  );
});
