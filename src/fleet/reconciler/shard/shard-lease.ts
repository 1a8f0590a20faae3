import { type Kysely, sql, type Transaction } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";

/** Another worker holds the lease now. Results computed under the lost lease must not be written. */
export class LeaseLostError extends Error {
  override readonly name = "LeaseLostError";
}

/** The exclusive right to work on a shard, valid while it is renewed. */
export interface ShardLease {
  /**
   * True if the last engine on the shard's stack was not seen to end: it may have left its lock and pending
   * operations.
   */
  readonly wasRunning: boolean;
  /** Aborted with LeaseLostError as soon as another worker may hold the shard. */
  readonly signal: AbortSignal;
  /**
   * Throws LeaseLostError unless this lease is the newest one. No other worker can take it before the
   * transaction ends.
   */
  assertHeld(transaction: Kysely<Tables> | Transaction<Tables>): Promise<void>;
  /** Records that the engine is about to run, or has ended normally. */
  markRunning(isRunning: boolean): Promise<void>;
  release(): Promise<void>;
}

export interface LeaseOptions {
  readonly db: Kysely<Tables>;
  /** The worker's name, shown to operators. */
  readonly holder: string;
  /** How long a worker that stops renewing keeps its shards, in milliseconds. */
  readonly leaseMs: number;
}

/**
 * Acquires the lease of a shard. Returns undefined while another worker holds it. Expiry uses the database's
 * clock. A token that increases with each lease fences off workers that resume after their lease has expired.
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

  // Also measured locally: an unreachable database cannot report that the lease has expired.
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
    // One failed renewal does not lose the lease.
    renewing = renew().catch(() => performance.now() > heldUntil && lose("the database does not respond"));
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
      // A renewal in flight would extend the lease after its release.
      await renewing;
      // In the past, because the column rounds milliseconds and the next holder must not wait for them.
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
