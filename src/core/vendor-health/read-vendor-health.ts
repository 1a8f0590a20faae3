import { type Kysely, sql } from "kysely";
import type { VendorStateTable } from "../db/tables/vendor-tables.ts";
import type { Tables } from "../db/tables.ts";
import { latencyBoundsMs } from "../telemetry/latency.ts";

/** The intervals that calls are counted in, oldest first. */
export interface CallSpan {
  readonly slotMs: number;
  /** The start of each interval. */
  readonly starts: readonly Date[];
}

/** Calls of one process to one vendor in one slot of a span. */
export interface SlotCalls {
  readonly vendor: string;
  readonly process: string;
  readonly start: Date;
  readonly calls: number;
  readonly failed: number;
  readonly rateLimited: number;
  readonly retried: number;
  /** The number of calls by class of duration (latency.ts). */
  readonly durations: readonly number[];
}

/** Calls of all processes to a vendor in the window of its budget. */
export interface BudgetUse {
  readonly vendor: string;
  readonly used: number;
}

export interface VendorRecords {
  readonly slots: readonly SlotCalls[];
  readonly states: readonly VendorStateTable[];
  readonly budgets: readonly BudgetUse[];
}

/** Reads the records that all processes keep of their calls to vendors. */
export async function readVendorHealth(db: Kysely<Tables>, span: CallSpan, now: Date): Promise<VendorRecords> {
  const [slots, states, budgets] = await Promise.all([
    readSlots(db, span),
    db.selectFrom("vendorStates").selectAll().orderBy("vendor").orderBy("process").execute(),
    sql<BudgetUse>`
      select vendor, sum(calls)::integer as used
      from vendor_calls join (select vendor, max(budget_ms) as budget_ms from vendor_states group by vendor) budget using (vendor)
      where minute > ${now}::timestamptz - make_interval(secs => budget_ms / 1000.0)
      group by vendor`.execute(db),
  ]);
  return { slots, states, budgets: budgets.rows };
}

async function readSlots(db: Kysely<Tables>, { slotMs, starts }: CallSpan): Promise<SlotCalls[]> {
  const slotSeconds = slotMs / 1_000;
  const classes = Array.from(
    { length: latencyBoundsMs.length + 1 },
    (_, index) => sql`sum(durations[${sql.lit(index + 1)}])`,
  );
  const { rows } = await sql<SlotCalls>`
    select vendor, process, to_timestamp(floor(extract(epoch from minute) / ${slotSeconds}) * ${slotSeconds}) as start,
      sum(calls)::integer as calls, sum(failed)::integer as failed, sum(rate_limited)::integer as rate_limited,
      sum(retried)::integer as retried, array[${sql.join(classes)}]::integer[] as durations
    from vendor_calls where minute >= ${starts[0] ?? new Date(0)}
    group by 1, 2, 3`.execute(db);
  return rows;
}
