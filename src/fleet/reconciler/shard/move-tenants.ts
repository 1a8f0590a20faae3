import { systemClock } from "@marketplane/providers/http/clock.ts";
import { sql } from "kysely";
import { inLedgerTransaction } from "../../../core/ledger/ledger-transaction.ts";
import type { ShardMap } from "../../../core/ledger/shard-map.ts";
import type { ReconcileQueue } from "../../../core/queue/reconcile-queue.ts";
import type { StackRunner } from "../engine/stack-runner.ts";
import { loadShard } from "./load-shard.ts";
import { recoverShard } from "./recover-shard.ts";
import { acquireLease, type LeaseOptions, type ShardLease } from "./shard-lease.ts";

export interface MoveParts extends LeaseOptions {
  readonly runner: Pick<StackRunner, "move" | "recover">;
  readonly queue: Pick<ReconcileQueue, "enqueue">;
  readonly shards: ShardMap;
  /** A shard with more tenants than this is split. */
  readonly tenantsMax: number;
}

const pollMs = 100;

/**
 * Splits a shard that has grown too large, and carries out every move from and to it. Returns false while
 * another worker holds one of the other shards. Neither shard may run before the move is done, because its
 * state and the database would disagree.
 */
export async function carryOutMoves(shard: string, lease: ShardLease, parts: MoveParts): Promise<boolean> {
  await planMoves(shard, parts);
  const moves = await parts.db
    .selectFrom("moves")
    .selectAll()
    .where((where) => where.or([where("fromShard", "=", shard), where("toShard", "=", shard)]))
    .execute();
  const byOther = Map.groupBy(moves, ({ fromShard, toShard }) => (fromShard === shard ? toShard : fromShard));
  for (const [other, batch] of byOther) {
    const otherLease = await acquireOther(shard, other, parts);
    if (!otherLease) {
      return false;
    }
    try {
      await recoverShard(other, otherLease, parts.runner);
      for (const [from, moving] of Map.groupBy(batch, ({ fromShard }) => fromShard)) {
        const ids = moving.map(({ tenantId }) => tenantId);
        await carryOut(ids, from, from === shard ? other : shard, [lease, otherLease], parts);
      }
    } finally {
      await otherLease.release();
    }
  }
  return true;
}

/**
 * If two workers each want the other's shard, the one that holds the first shard by name waits; the other
 * gives up.
 */
async function acquireOther(shard: string, other: string, parts: MoveParts): Promise<ShardLease | undefined> {
  const patienceMs = shard < other ? parts.leaseMs : 0;
  for (let waitedMs = 0; ; waitedMs += pollMs) {
    const lease = await acquireLease(other, parts);
    if (lease || waitedMs >= patienceMs) {
      return lease;
    }
    await systemClock.sleep(pollMs);
  }
}

/** Records which tenants belong to another shard before any resource is moved. */
async function planMoves(shard: string, { db, shards, tenantsMax }: MoveParts): Promise<void> {
  const tenants = await loadShard(db, shard);
  if (tenants.length > tenantsMax) {
    await db
      .insertInto("shardSplits")
      .values({ shard })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  await shards.refresh();
  const moves = tenants.flatMap(({ tenant: { id } }) => {
    const toShard = shards.place(id);
    return toShard === shard ? [] : [{ tenantId: id, fromShard: shard, toShard }];
  });
  if (moves.length === 0) {
    return;
  }
  await db
    .insertInto("moves")
    .values(moves)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function carryOut(
  ids: readonly string[],
  from: string,
  to: string,
  leases: readonly ShardLease[],
  { db, runner, queue }: MoveParts,
): Promise<void> {
  // The engine locks both stacks during a move. After a crash, the next lease holder removes the locks.
  for (const lease of leases) {
    await lease.markRunning(true);
  }
  await runner.move(ids, from, to);
  await inLedgerTransaction(db, async (transaction) => {
    for (const lease of leases) {
      await lease.assertHeld(transaction);
    }
    const anyOfThem = sql<string>`any(${ids}::text[])`;
    await transaction.updateTable("tenants").set({ shard: to }).where("id", "=", anyOfThem).execute();
    await transaction.deleteFrom("moves").where("tenantId", "=", anyOfThem).execute();
    await queue.enqueue([to], transaction);
  });
  for (const lease of leases) {
    await lease.markRunning(false);
  }
}
