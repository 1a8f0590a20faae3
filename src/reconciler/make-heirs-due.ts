import { sql } from "kysely";
import { inLedgerTransaction } from "../ledger/ledger-transaction.ts";
import type { Tenant } from "../ledger/tenant.ts";
import { ownerSharers } from "./later-of-owner.ts";
import type { ReconcileParts } from "./reconcile-shard.ts";

/**
 * Makes the tenants due that have the owner of one that is gone: apifew lets a user use one license of the app, and the next of
 * them may have it now.
 */
export async function makeHeirsDue(
  gone: readonly Tenant[],
  { db, queue, config }: Pick<ReconcileParts, "db" | "queue" | "config">,
): Promise<void> {
  const logins = [...new Set(gone.flatMap(({ desired }) => desired.owner?.login ?? []))];
  if (logins.length === 0) return;
  await inLedgerTransaction(db, async (transaction) => {
    const heirs = await transaction
      .updateTable("tenants")
      .set({ observedGeneration: sql`least(observed_generation, generation - 1)` })
      .where("state", "!=", "removed")
      .where("source", "in", ownerSharers(config))
      .where(sql<boolean>`desired -> 'owner' is not null and desired -> 'owner' ->> 'login' = any(${logins}::text[])`)
      .returning("shard")
      .execute();
    if (heirs.length > 0) await queue.enqueue([...new Set(heirs.map(({ shard }) => shard))], transaction);
  });
}
