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

async function licensed(world: ReconcilerHarness): Promise<string[]> {
  const { apifew } = Licenses.parse(await world.sandbox.state());
  const team = [ann, bob, cid, dee];
  return apifew.licenses.flatMap(({ userLogin }) => (team.includes(userLogin ?? "") ? [userLogin ?? ""] : [])).sort();
}

describeWithEngine("a team", () => {
  it.skipIf(!hasDatabase)(
    "changes as its customer says, and who leaves takes nothing from the others",
    { timeout: 180_000 },
    async () => {
      const world = await startReconcilerHarness({ isOneShard: true });
      const { reconcile } = await world.reconciler();
      const id = await world.want("acme", { members: [ann ?? "", bob ?? "", cid ?? ""], licenses: 4 });
      expect(await reconcile(shard, signal)).toBe("converged");
      expect(await licensed(world)).toEqual([ann, bob, cid]);
      const before = await world.sandbox.calls();

      const changes = [
        removeMember(ann ?? "", world.config),
        licenseMember(bob ?? "", false, world.config),
        addMember(dee ?? "", true, world.config),
      ];
      for (const decide of changes) {
        const refused = await world.ledger.submit({ key: { id }, actor: "customer:jane", action: "change", decide });
        expect(refused).toBeUndefined();
      }
      // The engine creates before it deletes: the license that dee is to have is released by the end of the first run.
      await reconcile(shard, signal);
      await world.database.db
        .updateTable("attempts")
        .set({ retryAt: new Date(0) })
        .execute();
      expect(await reconcile(shard, signal)).toBe("converged");

      expect((await world.vendors()).members).toEqual([bob, cid, dee]);
      expect(await licensed(world)).toEqual([cid, dee]);
      const deleted = (await world.sandbox.calls())
        .slice(before.length)
        .filter(({ route }) => /user\/delete/.test(route));
      expect(deleted, "users that were deleted").toHaveLength(1);
    },
  );
});
