import { type Kysely, sql, type Transaction } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";

/** The lease is another worker's now: whatever was done under it must not be written any more. */
export class LeaseLostError extends Error {
  override readonly name = "LeaseLostError";
}

/** The right to work on a shard, for as long as it is renewed. */
export interface ShardLease {
  /** True when an engine was started on the shard's stack and not seen to end: it may have left its lock there, and more. */
  readonly wasRunning: boolean;
  /** Aborted with LeaseLostError as soon as another worker may have the shard. */
  readonly signal: AbortSignal;
  /** Throws LeaseLostError unless this is still the last lease; nobody takes it over before the transaction has ended. */
  assertHeld(transaction: Kysely<Tables> | Transaction<Tables>): Promise<void>;
  /** Notes that the engine is about to run, or has ended by itself. */
  markRunning(isRunning: boolean): Promise<void>;
  release(): Promise<void>;
}

export interface LeaseOptions {
  readonly db: Kysely<Tables>;
  /** Names the worker to people. */
  readonly holder: string;
  /** How long a worker that is not heard of keeps its shards, in milliseconds. */
  readonly leaseMs: number;
}

/**
 * Takes the lease of a shard, or nothing while another worker has it. The database's clock counts, and a token that grows
 * with every lease fences off whoever comes back from the dead.
 */
export async function acquireLease(
  shard: string,
  { db, holder, leaseMs }: LeaseOptions,
): Promise<ShardLease | undefined> {
  const taken = await takeLease(db, shard, holder, leaseMs);
  if (!taken) {
    return undefined;
  }
  const { token, wasRunning } = taken;
  const abort = new AbortController();
  const lose = (why: string) => abort.abort(new LeaseLostError(`the lease of ${shard} is lost: ${why}`));
  const own = (query: Kysely<Tables> | Transaction<Tables>) =>
    query.updateTable("shards").where("name", "=", shard).where("leaseToken", "=", token);

  // Counted here, too: a database that cannot be reached tells nobody that the lease has ended.
  let heldUntil = performance.now() + leaseMs;
  const renew = async () => {
    if (performance.now() > heldUntil) {
      return lose("it was not renewed in time");
    }
    const asked = performance.now();
    const { numUpdatedRows } = await own(db)
      .set({ leaseUntil: until(leaseMs) })
      .executeTakeFirst();
    if (numUpdatedRows === 0n) {
      return lose("another worker has taken it over");
    }
    heldUntil = asked + leaseMs;
  };
  let renewing: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    // A database that does not answer for a moment is no loss yet.
    renewing = renew().catch(() => performance.now() > heldUntil && lose("the database does not answer"));
  }, leaseMs / 4);

  return {
    wasRunning,
    signal: abort.signal,
    async assertHeld(transaction) {
      if (performance.now() > heldUntil) {
        lose("it was not renewed in time");
      }
      abort.signal.throwIfAborted();
      const row = await transaction
        .selectFrom("shards")
        .select("leaseToken")
        .where("name", "=", shard)
        .forUpdate()
        .executeTakeFirst();
      if (row?.leaseToken !== token) {
        lose("another worker has taken it over");
      }
      abort.signal.throwIfAborted();
    },
    async markRunning(isRunning) {
      const { numUpdatedRows } = await own(db).set({ isRunning }).executeTakeFirst();
      if (numUpdatedRows === 0n) {
        lose("another worker has taken it over");
      }
      abort.signal.throwIfAborted();
    },
    async release() {
      clearInterval(timer);
      // One that is on its way would take the lease back.
      await renewing;
      // In the past: the column's milliseconds may be rounded up, and the next one is not to wait for them.
      await own(db)
        .set({ leaseUntil: until(-1) })
        .execute();
    },
  };
}

async function takeLease(db: Kysely<Tables>, shard: string, holder: string, leaseMs: number) {
  const { rows } = await sql<{ token: number; wasRunning: boolean }>`
    insert into shards as old (name, lease_token, lease_holder, lease_until, is_running)
    values (${shard}, 1, ${holder}, ${until(leaseMs)}, false)
    on conflict (name) do update set
      lease_token = old.lease_token + 1, lease_holder = excluded.lease_holder, lease_until = excluded.lease_until
    where old.lease_until <= now()
    returning lease_token as token, is_running as was_running`.execute(db);
  return rows[0];
}

function until(leaseMs: number) {
  return sql<Date>`now() + make_interval(secs => ${leaseMs / 1_000})`;
}
