import { beforeEach, describe, expect, it } from "vitest";
import {
  type ConfigRevision,
  registerConfigRevision,
} from "../../../../../src/fleet/reconciler/declaration/config-revision.ts";
import type { DigestedConfig } from "../../../../../src/fleet/reconciler/declaration/declaration-digest.ts";
import { requeueOnConfigChange } from "../../../../../src/fleet/reconciler/declaration/requeue-on-config-change.ts";
import { addTenant } from "../../../../support/add-tenant.ts";
import { hasDatabase, useDatabase } from "../../../../support/database.ts";
import { testConfig } from "../../../../support/service-context.ts";

const first = testConfig();
const second: DigestedConfig = {
  ...first,
  deployment: { ...first.deployment, plans: { ...first.deployment.plans, pro: { pricingUid: "pricing-other" } } },
};

describe.skipIf(!hasDatabase)("a new configuration", () => {
  const store = useDatabase();
  beforeEach(async () => {
    await store.database.db.deleteFrom("tenants").execute();
    await store.database.db.deleteFrom("facts").execute();
  });

  /** A tenant that converged with this configuration. */
  async function add(plan: string, { number, digestOf }: ConfigRevision): Promise<string> {
    const { db } = store.database;
    const tenantId = await addTenant(db, { plan, ownerLogin: `${plan}@customer.com` });
    const tenant = await db.selectFrom("tenants").selectAll().where("id", "=", tenantId).executeTakeFirstOrThrow();
    const note = { tenantId, digest: digestOf(tenant), configuration: number, isInState: true, unfinished: null };
    await db.insertInto("declarations").values(note).execute();
    return tenantId;
  }

  async function follow(revision: ConfigRevision) {
    const enqueued: string[] = [];
    const queue = {
      enqueue: async (shards: readonly string[]) => {
        enqueued.push(...shards);
      },
    };
    const now = () => new Date("2026-01-01T00:00:00Z");
    const count = await requeueOnConfigChange({ db: store.database.db, queue, revision, now });
    return { count, enqueued };
  }

  const due = async () => {
    const tenants = await store.database.db.selectFrom("tenants").selectAll().execute();
    return tenants.filter(({ generation, observedGeneration }) => observedGeneration < generation);
  };

  it("requeues the tenants whose declaration differs, once, and no others", async () => {
    const { db } = store.database;
    const before = await registerConfigRevision(db, first);
    const pro = await add("pro", before);
    await add("dev", before);
    const after = await registerConfigRevision(db, second);

    expect(await follow(after)).toEqual({ count: 1, enqueued: ["shard-00"] });

    expect(await due()).toMatchObject([
      {
        ...{ id: pro, generation: 1, observedGeneration: 0 },
        conditions: [{ type: "Ready", status: "false", reason: "Reconciling" }],
      },
    ]);
    expect(await follow(after)).toEqual({ count: 0, enqueued: [] });
  });

  it("does not exist if a worker starts with the same configuration again", async () => {
    const { db } = store.database;
    const before = await registerConfigRevision(db, first);
    await add("pro", before);
    const again = await registerConfigRevision(db, structuredClone(first));

    expect(again.number).toBe(before.number);
    expect(await follow(again)).toEqual({ count: 0, enqueued: [] });
  });

  it("requeues a fleet larger than one batch, and drops the retry delays of failed tenants", async () => {
    const { db } = store.database;
    const before = await registerConfigRevision(db, first);
    const ids = [await add("pro", before)];
    for (let count = 1; count < 501; count += 1) {
      ids.push(await add("pro", before));
    }
    await db
      .insertInto("attempts")
      .values({ tenantId: ids[0] ?? "", generation: 1, failures: 9, retryAt: new Date("2099-01-01") })
      .execute();

    expect((await follow(await registerConfigRevision(db, second))).count).toBe(501);

    expect(await due()).toHaveLength(501);
    expect(await db.selectFrom("attempts").selectAll().execute()).toEqual([]);
  });

  it("is applied again if a worker with the older configuration has reverted a tenant", async () => {
    const { db } = store.database;
    const before = await registerConfigRevision(db, first);
    const after = await registerConfigRevision(db, second);
    expect(after.number).toBe(before.number + 1);
    await follow(after);
    const pro = await add("pro", before);

    expect((await follow(after)).count).toBe(1);
    expect((await due()).map(({ id }) => id)).toEqual([pro]);
  });

  it("treats tenants from before digests were stored as unchanged", async () => {
    const { db } = store.database;
    const tenantId = await addTenant(db, { plan: "pro", ownerLogin: "old@customer.com" });
    const note = { tenantId, digest: null, configuration: 0, isInState: true, unfinished: null };
    await db.insertInto("declarations").values(note).execute();

    expect((await follow(await registerConfigRevision(db, first))).count).toBe(0);
    expect((await follow(await registerConfigRevision(db, second))).count).toBe(1);
  });
});
