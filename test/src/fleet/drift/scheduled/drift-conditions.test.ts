import { describe, expect, it } from "vitest";
import { setCondition } from "../../../../../src/core/ledger/set-condition.ts";
import { applyDriftConditions } from "../../../../../src/fleet/drift/scheduled/drift-conditions.ts";
import { addTenant } from "../../../../support/add-tenant.ts";
import { hasDatabase, useDatabase } from "../../../../support/database.ts";

const now = new Date("2026-11-22T08:00:00Z");

describe.skipIf(!hasDatabase)("the drift of a tenant", () => {
  const store = useDatabase();

  async function knownTenant(parts: Parameters<typeof addTenant>[1] = {}) {
    const { db } = store.database;
    const id = await addTenant(db, parts);
    const report = { status: "true", message: "As the last run left it.", observedGeneration: 1 } as const;
    const conditions = setCondition(
      setCondition([], { ...report, type: "Licensed", reason: "Licensed" }, now),
      { ...report, type: "ConfigPushed", reason: "Pushed" },
      now,
    );
    await db
      .updateTable("tenants")
      .set({ conditions: JSON.stringify(conditions) })
      .where("id", "=", id)
      .execute();
    const readConditions = async () => {
      const tenant = await db.selectFrom("tenants").select("conditions").where("id", "=", id).executeTakeFirstOrThrow();
      return tenant.conditions;
    };
    const read = async () => (await readConditions()).map(({ type, status, reason }) => `${type} ${status} ${reason}`);
    return { db, id, read, readConditions };
  }

  async function find(
    id: string,
    type: string,
    kind: "missing" | "changed" | "unverifiable" = "missing",
  ): Promise<string> {
    const fingerprint = `${id}-${type}`;
    const urn = `urn:pulumi:shard-00::marketplane::marketplane:index:Tenant$pulumi-nodejs:${type}::${id}-thing`;
    const finding = { fingerprint, kind, type, urn, message: `${id}-thing: ${type} is gone` };
    await store.database.db
      .insertInto("driftFindings")
      .values({
        ...{ fingerprint, kind, severity: "error", stack: "shard-00", finding: JSON.stringify(finding) },
        ...{ firstSeenAt: now, lastSeenAt: now, closedAt: null, isNotifiedOpen: false },
      })
      .execute();
    return fingerprint;
  }

  it.each([
    ["apifew:License", "missing", ["Licensed false Drifted", "ConfigPushed true Pushed"]],
    ["clevercloud:AddonConfig", "changed", ["Licensed true Licensed", "ConfigPushed false Drifted"]],
    ["apifew:ManagedUser", "missing", ["Licensed true Licensed", "ConfigPushed true Pushed"]],
    ["apifew:License", "unverifiable", ["Licensed true Licensed", "ConfigPushed true Pushed"]],
  ] as const)(
    "in %s, which is %s, is shown in its condition immediately, until it is over",
    async (type, kind, expected) => {
      const { db, id, read } = await knownTenant();
      const fingerprint = await find(id, type, kind);

      await applyDriftConditions(db, {}, now);
      expect(await read()).toEqual(expected);
      await db.updateTable("driftFindings").set({ closedAt: now }).where("fingerprint", "=", fingerprint).execute();
      await applyDriftConditions(db, {}, now);
      expect(await read()).toEqual(["Licensed true Licensed", "ConfigPushed true Pushed"]);
    },
  );

  it("names the tenant's own marketplace once the drift of its config vars is over", async () => {
    const { db, id, readConditions } = await knownTenant({ source: "cloudflare-app" });
    const terms = { "cloudflare-app": { title: "Harbor Market", billsUsage: false, configVars: {} } };
    const fingerprint = await find(id, "clevercloud:AddonConfig");

    await applyDriftConditions(db, terms, now);
    await db.updateTable("driftFindings").set({ closedAt: now }).where("fingerprint", "=", fingerprint).execute();
    await applyDriftConditions(db, terms, now);

    const messages = (await readConditions()).map(({ message }) => message);
    expect(messages).toContain("Harbor Market has the config vars again.");
  });
});
