import { setTimeout as sleep } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import { listDueShards } from "../shard/list-shards.ts";
import type { Reconciler } from "./create-reconciler.ts";

interface OnceParts {
  readonly db: Kysely<Tables>;
  readonly reconciler: Pick<Reconciler, "reconcile" | "requeueOnConfigChange" | "requeueOnLostState">;
  /** Limits the work to this tenant's shard. */
  readonly tenantId?: string | undefined;
  readonly signal: AbortSignal;
  now(): Date;
  /** Runs `work` for each of the shards. */
  each(shards: readonly string[], work: (shard: string) => Promise<string>): Promise<void>;
}

type Unconverged = Pick<Tenant, "id" | "source" | "externalId" | "shard" | "conditions">;

/** The delay before trying again if other workers hold all due shards. */
const retryMs = 500;

/** Runs shards until nothing is due, and returns the tenants that have still not converged. */
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
      await sleep(retryMs, undefined, { signal });
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
    throw new Error(`tenant ${id} does not exist: list tenants with marketplane tenants list`);
  }
}
