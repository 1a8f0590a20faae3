import { expect, it } from "vitest";
import { modelParts, runToTheEnd } from "../../../../support/license-orders.ts";
import { startReconcilerHarness } from "../../../../support/reconciler-harness.ts";

it("an add-on ordered under its owner's address gets its license under the login that the configuration derives", async () => {
  const harness = await startReconcilerHarness({ isOneShard: true });
  const parts = await modelParts(harness);
  const id = await harness.want("addon_1", { source: "clevercloud", login: "ann@acme.com" });
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholder of the configuration.
  const ownerLogin = "addon-${tenantId}@acme.com";
  const terms = { clevercloud: { title: "Clever Cloud", billsUsage: true, ownerLogin } };
  const derived = { ...parts, config: { ...parts.config, terms } };
  await runToTheEnd(harness, derived);
  const uses = await harness.database.db.selectFrom("licenseUses").select(["login", "tenantId", "isGranted"]).execute();
  expect(uses).toEqual([{ login: `addon-${id}@acme.com`, tenantId: id, isGranted: true }]);
});
