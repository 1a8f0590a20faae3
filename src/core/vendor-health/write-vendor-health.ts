import type { RateBudget } from "@marketplane/providers/http/rate-limiter.ts";
import { type Kysely, sql } from "kysely";
import type { Tables } from "../db/tables.ts";
import type { VendorTally } from "../telemetry/vendor-tally.ts";

/** How long counts of calls are kept. */
export const rememberedHours = 24;

interface WriteOptions {
  readonly db: Kysely<Tables>;
  readonly tally: VendorTally;
  /** The vendors' documented rate limits. */
  readonly budgets: Readonly<Record<string, RateBudget>>;
  /** Human-readable name of this process. */
  readonly process: string;
  readonly now: Date;
}

/** Adds a process's counts to the database, and deletes old ones. */
export async function writeVendorHealth({ db, tally, budgets, process, now }: WriteOptions): Promise<void> {
  const { counts, states } = tally.take();
  if (counts.length === 0) {
    return;
  }
  await db
    .insertInto("vendorCalls")
    .values(counts.map((row) => ({ ...row, process })))
    .onConflict((conflict) =>
      conflict.columns(["minute", "vendor", "process"]).doUpdateSet(({ eb, ref }) => ({
        ...Object.fromEntries(
          (["calls", "failed", "rateLimited", "retried", "totalMs"] as const).map((name) => [
            name,
            eb(ref(`vendorCalls.${name}`), "+", ref(`excluded.${name}`)),
          ]),
        ),
        durations: sql<number[]>`array(
          select one + other from unnest(vendor_calls.durations, excluded.durations) with ordinality as both_of(one, other, place)
          order by place)`,
      })),
    )
    .execute();
  await db
    .insertInto("vendorStates")
    .values(
      states.map((row) => ({
        ...row,
        ...{ process, seenAt: now },
        budgetCalls: budgets[row.vendor]?.calls ?? null,
        budgetMs: budgets[row.vendor]?.windowMs ?? null,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(["vendor", "process"]).doUpdateSet(({ ref }) => ({
        seenAt: ref("excluded.seenAt"),
        heldUntil: ref("excluded.heldUntil"),
        lastError: ref("excluded.lastError"),
        lastErrorAt: ref("excluded.lastErrorAt"),
        budgetCalls: ref("excluded.budgetCalls"),
        budgetMs: ref("excluded.budgetMs"),
      })),
    )
    .execute();
  const oldest = new Date(now.getTime() - rememberedHours * 3_600_000);
  await db.deleteFrom("vendorCalls").where("minute", "<", oldest).execute();
  await db.deleteFrom("vendorStates").where("seenAt", "<", oldest).execute();
}
