import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openText } from "../../src/fleet/reconciler/run/seal-text.ts";
import { hasDatabase } from "../support/database.ts";
import { describeWithEngine } from "../support/engine.ts";
import { startReconcilerHarness } from "../support/reconciler-harness.ts";

const signal = new AbortController().signal;
const shard = "shard-00";

describeWithEngine("a Clever Cloud add-on", () => {
  it.skipIf(!hasDatabase)("gets its owner, its license and its config vars", { timeout: 180_000 }, async () => {
    const harness = await startReconcilerHarness({
      isOneShard: true,
      seed: { clevercloud: { addons: [{ addonId: "addon_early", ownerEmail: "jane@acme-shoes.com" }] } },
    });
    // The API knows an add-on only after its provisioning was answered.
    await harness.sandbox.fault({ vendor: "clevercloud", method: "GET", status: 404, times: 4 });
    const { reconcile } = await harness.reconciler();
    const early = await harness.want("addon_early", { source: "clevercloud" });
    expect(await reconcile(shard, signal)).toBe("failed");
    expect(await harness.condition(early, "Ready")).toMatch(/^false OwnerUnknown/);

    await harness.database.db
      .updateTable("attempts")
      .set({ retryAt: new Date(0) })
      .execute();
    expect(await reconcile(shard, signal)).toBe("converged");

    const { users, licenses, addons } = await harness.vendors();
    expect({ users, licenses }).toEqual({ users: ["jane@acme-shoes.com"], licenses: ["jane@acme-shoes.com"] });
    const config = addons.find(({ addonId }) => addonId === "addon_early")?.config;
    expect(config).toMatchObject({ SANDBOX_ADDON_CANARY: "canary-secret-of-the-tests" });
    const key = config?.SANDBOX_ADDON_KEY ?? "";
    expect(key).toMatch(/./);

    // Everything was written at once, and the key is nowhere in plain text.
    const [tenant] = await harness.tenants();
    expect(tenant).toMatchObject({ observedGeneration: tenant?.generation, desired: { owner: { login: users[0] } } });
    expect(await harness.condition(early, "ConfigPushed")).toMatch(/^true Pushed/);
    const { licenses: outputs } = await harness.database.db
      .selectFrom("tenantOutputs")
      .selectAll()
      .executeTakeFirstOrThrow();
    expect(
      outputs.map(({ sealed, hint }) => [openText(sealed ?? "", harness.config.encryptionKey ?? "", early), hint]),
    ).toEqual([[key, key.slice(-4)]]);
    const state = readFileSync(
      join(harness.folder, "reconciler/state/.pulumi/stacks/marketplane/shard-00.json"),
      "utf8",
    );
    for (const secret of [key, "canary-secret-of-the-tests"]) {
      expect(state).not.toContain(secret);
      expect(JSON.stringify(outputs)).not.toContain(secret);
    }
  });
});
