import { expect, it } from "vitest";
import { reconcileShard } from "../../../../../src/fleet/reconciler/run/reconcile-shard.ts";
import { modelParts, runToTheEnd, whoUsesWhat } from "../../../../support/license-orders.ts";
import { startReconcilerHarness } from "../../../../support/reconciler-harness.ts";

it("a tenant assigns its licenses to its members again after a failed change was reverted", async () => {
  const world = await startReconcilerHarness({ isOneShard: true });
  const parts = await modelParts(world);
  const [ann, ben, cid] = ["ann@acme.com", "ben@acme.com", "cid@acme.com"] as const;
  const id = await world.want("one", { login: ann, plan: "pro", licenses: 3, members: [ben, cid] });
  await runToTheEnd(world, parts);
  const before = (await whoUsesWhat(world)).used;
  await world.want("one", { login: cid, plan: "basic", members: [ben] });
  await reconcileShard("shard-00", parts, new AbortController().signal);
  const state = [await world.condition(id, "Ready"), (await whoUsesWhat(world)).used];
  await world.want("one", { login: ann, plan: "pro", members: [ben, cid] });
  await reconcileShard("shard-00", parts, new AbortController().signal);
  await runToTheEnd(world, parts);
  expect(await world.unconverged()).toEqual([]);
  expect([state, (await whoUsesWhat(world)).used]).toEqual([state, before]);
});
