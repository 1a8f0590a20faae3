import { setTimeout as sleep } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import { listDueShards } from "../shard/list-shards.ts";
import type { Reconciler } from "./create-reconciler.ts";

interface OnceParts {
  readonly db: Kysely<Tables>;
  readonly reconciler: Pick<Reconciler, "reconcile" | "requeueOnConfigChange" | "requeueOnLostState">;
  /** Only the shard of this tenant. */
  readonly tenantId?: string | undefined;
  readonly signal: AbortSignal;
  now(): Date;
  /** Works on all of the shards, by a call of `work` for each. */
  each(shards: readonly string[], work: (shard: string) => Promise<string>): Promise<void>;
}

type Unconverged = Pick<Tenant, "id" | "source" | "externalId" | "shard" | "conditions">;

/** Another worker has the shard, and does what is to be done. */
const patienceMs = 500;

/** Works until nothing is due, and yields the tenants that are not what they should be even so. */
export async function reconcileOnce(parts: OnceParts): Promise<Unconverged[]> {
  const { db, reconciler, tenantId, signal, now, each } = parts;
  if (tenantId !== undefined) {
    await assertKnown(db, tenantId);
  }
  await reconciler.requeueOnConfigChange();
  await reconciler.requeueOnLostState(signal);
  for (;;) {
    const shards = await ownShards(parts, await listDueShards(db, now()));
    if (shards.length === 0) {
      break;
    }
    const outcomes: string[] = [];
    await each(shards, async (shard) => {
      const outcome = await reconciler.reconcile(shard, signal);
      outcomes.push(outcome);
      return outcome;
    });
    if (outcomes.every((outcome) => outcome === "held-elsewhere")) {
      await sleep(patienceMs, undefined, { signal });
    }
  }
  const rows = await db
    .selectFrom("tenants")
    .select(["id", "source", "externalId", "shard", "conditions"])
    .where("observedGeneration", "<", sql.ref<number>("generation"))
    .orderBy("createdAt")
    .execute();
  return rows.filter(({ id }) => tenantId === undefined || id === tenantId);
}

async function ownShards({ db, tenantId }: OnceParts, due: readonly string[]): Promise<readonly string[]> {
  if (tenantId === undefined) {
    return due;
  }
  const tenant = await db.selectFrom("tenants").select("shard").where("id", "=", tenantId).executeTakeFirst();
  return due.filter((shard) => shard === tenant?.shard);
}

async function assertKnown(db: Kysely<Tables>, id: string): Promise<void> {
  const tenant = await db.selectFrom("tenants").select("id").where("id", "=", id).executeTakeFirst();
  if (!tenant) {
    throw new Error(`there is no tenant ${id}: marketplane tenants list names them`);
  }
}
