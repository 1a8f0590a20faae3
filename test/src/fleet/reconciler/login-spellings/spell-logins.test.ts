import { describe, expect, it } from "vitest";
import { hasDatabase } from "../../../../support/database.ts";
import { modelParts, runToTheEnd } from "../../../../support/license-orders.ts";
import { startReconcilerHarness } from "../../../../support/reconciler-harness.ts";

describe.skipIf(!hasDatabase)("two tenants that spell their owner and member differently", () => {
  it("use the spelling that created the users in every call, and keep their own spelling in the ledger", async () => {
    const harness = await startReconcilerHarness();
    const parts = await modelParts(harness);
    await harness.want("one", { login: "Ann@acme.com", plan: "basic", members: ["BEN@acme.com"], licenses: 2 });
    await runToTheEnd(harness, parts);
    await harness.want("two", { login: "ANN@acme.com", plan: "pro", members: ["ben@acme.com"], licenses: 2 });
    await runToTheEnd(harness, parts);
    await harness.want("one", { state: "removed" });
    await runToTheEnd(harness, parts);

    expect(await harness.unconverged()).toEqual([]);
    const { users, members, licenses } = await harness.vendors();
    expect(users).toEqual(["Ann@acme.com", "BEN@acme.com"]);
    expect(members).toEqual(["BEN@acme.com"]);
    expect(new Set(licenses)).toEqual(new Set(["Ann@acme.com"]));
    expect((await harness.usedLicenses()).sort()).toEqual(["Ann@acme.com", "BEN@acme.com"]);
    const written = (await harness.tenants()).map(({ desired }) => [desired.owner?.login, desired.members[0]?.login]);
    expect(written).toEqual([
      ["Ann@acme.com", "BEN@acme.com"],
      ["ANN@acme.com", "ben@acme.com"],
    ]);
  });
});
