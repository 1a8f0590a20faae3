import { expect, it } from "vitest";
import { reconcileShard } from "../../../../../src/fleet/reconciler/run/reconcile-shard.ts";
import { modelParts, runToTheEnd, whoUsesWhat } from "../../../../support/license-orders.ts";
import { startReconcilerHarness } from "../../../../support/reconciler-harness.ts";

it("a tenant assigns its licenses to its members again after a failed change was reverted", async () => {
  const harness = await startReconcilerHarness({ isOneShard: true });
  const parts = await modelParts(harness);
  const [ann, ben, cid] = ["ann@acme.com", "ben@acme.com", "cid@acme.com"] as const;
  const id = await harness.want("one", { login: ann, plan: "pro", licenses: 3, members: [ben, cid] });
  await runToTheEnd(harness, parts);
  const before = (await whoUsesWhat(harness)).used;
  await harness.want("one", { login: cid, plan: "basic", members: [ben] });
  await reconcileShard("shard-00", parts, new AbortController().signal);
  const state = [await harness.condition(id, "Ready"), (await whoUsesWhat(harness)).used];
  await harness.want("one", { login: ann, plan: "pro", members: [ben, cid] });
  await reconcileShard("shard-00", parts, new AbortController().signal);
  await runToTheEnd(harness, parts);
  expect(await harness.unconverged()).toEqual([]);
  expect([state, (await whoUsesWhat(harness)).used]).toEqual([state, before]);
});
