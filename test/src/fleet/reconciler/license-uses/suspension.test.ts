import { describe, expect, it } from "vitest";
import { hasDatabase } from "../../../../support/database.ts";
import { modelParts, runToTheEnd, whoUsesWhat } from "../../../../support/license-orders.ts";
import { startReconcilerHarness, type Wish } from "../../../../support/reconciler-harness.ts";

const login = "ann@acme.com";

describe.skipIf(!hasDatabase)("two tenants of one owner", () => {
  it("hand over the use of the owner's license while the earlier tenant is suspended", async () => {
    const harness = await startReconcilerHarness();
    const parts = await modelParts(harness);
    const usedAfter = async (externalId: string, wish: Wish) => {
      await harness.want(externalId, wish);
      await runToTheEnd(harness, parts);
      expect(await harness.unconverged()).toEqual([]);
      return (await whoUsesWhat(harness)).used;
    };
    const basic = [`${login} uses ABCDEF1234567890 of ${login}`];
    const pro = [`${login} uses ABCDEF1234567891 of ${login}`];
    expect(await usedAfter("earlier", { login, plan: "basic" })).toEqual(basic);
    expect(await usedAfter("later", { login, plan: "pro" })).toEqual(basic);
    expect(await usedAfter("earlier", { state: "suspended" })).toEqual(pro);
    expect(await usedAfter("earlier", { state: "active" })).toEqual(basic);
  });
});
