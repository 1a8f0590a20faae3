import { beforeEach, describe, expect, it } from "vitest";
import { reconcileShard } from "../../../../../src/fleet/reconciler/run/reconcile-shard.ts";
import { hasDatabase } from "../../../../support/database.ts";
import { type ModelParts, modelParts, runToTheEnd, whoUsesWhat } from "../../../../support/license-orders.ts";
import { type ReconcilerHarness, startReconcilerHarness } from "../../../../support/reconciler-harness.ts";

const [ann, ben, cid, dan] = ["ann@acme.com", "ben@acme.com", "cid@acme.com", "dan@acme.com"] as const;
const signal = new AbortController().signal;

describe.skipIf(!hasDatabase)("an object that a tenant left to another tenant", () => {
  let harness: ReconcilerHarness;
  let parts: ModelParts;
  let first: string;

  const run = (...tenants: string[]) => reconcileShard("shard-00", parts, signal, new Set(tenants));
  const users = async () => (await whoUsesWhat(harness)).users;
  const left = async () => (await parts.db.selectFrom("leftObjects").select("tenantId").execute()).length;

  beforeEach(async () => {
    harness = await startReconcilerHarness({ isOneShard: true });
    parts = await modelParts(harness);
    first = await harness.want("first", { login: ann, licenses: 2, members: [ben] });
    await run(first);
    await harness.want("second", { login: cid, licenses: 2, members: [ben] });
    await harness.want("first", { members: [] });
    await run(first);
    expect(await users()).toEqual([ann, ben]);
  });

  it("is deleted if the other tenant is removed before its first run", async () => {
    const second = await harness.want("second", { state: "removed" });
    await run(second);
    expect(await users()).toEqual([ann]);
    expect(await left()).toBe(0);
  });

  it("is deleted if the other tenant stops needing it before its first run", async () => {
    const second = await harness.want("second", { members: [] });
    await run(second);
    expect(await users()).toEqual([ann, cid]);
    expect(await left()).toBe(0);
  });

  it("stays for a third tenant that needs it since, and is deleted when that is removed too", async () => {
    const third = await harness.want("third", { login: dan, licenses: 2, members: [ben] });
    await run(await harness.want("second", { state: "removed" }));
    expect(await users()).toEqual([ann, ben]);
    await harness.want("third", { state: "removed" });
    await run(third);
    expect(await users()).toEqual([ann]);
    expect(await left()).toBe(0);
  });

  it("is deleted with the other tenant's resources once its stack has it", async () => {
    await runToTheEnd(harness, parts);
    expect(await users()).toEqual([ann, ben, cid]);
    expect(await left()).toBe(0);
    await harness.want("second", { state: "removed" });
    await runToTheEnd(harness, parts);
    expect(await users()).toEqual([ann]);
  });

  it("keeps the other tenant from converging while the vendor fails to delete it", async () => {
    const second = await harness.want("second", { state: "removed" });
    await harness.sandbox.fault({ vendor: "apifew", route: "/v2/app/user/delete", status: 403, times: 1 });
    await run(second);
    expect(await harness.unconverged()).toEqual([second]);
    expect(await harness.condition(second, "Ready")).toContain(`apifew:User "${ben}" could not be deleted`);
    await run(second);
    expect(await harness.unconverged()).toEqual([]);
    expect(await users()).toEqual([ann]);
  });
});
