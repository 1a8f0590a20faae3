/** The scheduled searches in the database, and what they found. */
import { type Kysely, sql, type Transaction } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import type { DriftReport } from "../../../core/model/drift-report.ts";
import { isOver } from "../is-over.ts";

interface ClaimOptions {
  readonly worker: string;
  readonly everyMs: number;
  readonly now: Date;
}

/** An arbitrary number that no other lock uses. */
const lockKey = 1_735_289_613;

/** Begins a search when one is due, and yields its id; else how many milliseconds it is until then. */
export function claimScan(
  db: Kysely<Tables>,
  { worker, everyMs, now }: ClaimOptions,
): Promise<{ readonly id: number } | { readonly waitMs: number }> {
  return db.transaction().execute(async (transaction) => {
    // Of all workers one begins.
    await sql`select pg_advisory_xact_lock(${lockKey})`.execute(transaction);
    const last = await transaction
      .selectFrom("driftScans")
      .select("startedAt")
      .orderBy("startedAt", "desc")
      .limit(1)
      .executeTakeFirst();
    const waitMs = last ? last.startedAt.getTime() + everyMs - now.getTime() : 0;
    if (waitMs > 0) {
      return { waitMs: Math.min(waitMs, everyMs) };
    }
    return beginScan(transaction, { worker, now, requestedBy: null });
  });
}

interface BeginOptions extends Pick<ClaimOptions, "worker" | "now"> {
  /** Who asked for it; null of one that is due. */
  readonly requestedBy: string | null;
}

/** Begins a search, due or not, and yields its id. */
export function beginScan(
  db: Kysely<Tables> | Transaction<Tables>,
  { worker, now, requestedBy }: BeginOptions,
): Promise<{ readonly id: number }> {
  return db
    .insertInto("driftScans")
    .values({ worker, startedAt: now, endedAt: null, result: null, summary: null, errors: null, requestedBy })
    .returning("id")
    .executeTakeFirstOrThrow();
}

/** Forgets a search that was broken off. */
export async function abandonScan(db: Kysely<Tables>, id: number): Promise<void> {
  await db.deleteFrom("driftScans").where("id", "=", id).execute();
}

interface EndOptions {
  readonly id: number;
  readonly now: Date;
  readonly keepDays: number;
}

const dayMs = 86_400_000;

/** Ends a search: what it found is open from now on, what is over is closed, and what is old is forgotten. */
export function endScan(db: Kysely<Tables>, report: DriftReport, { id, now, keepDays }: EndOptions): Promise<void> {
  return db.transaction().execute(async (transaction) => {
    const { result, summary, errors } = report;
    await transaction
      .updateTable("driftScans")
      .set({ endedAt: now, result, summary: JSON.stringify(summary), errors: JSON.stringify(errors) })
      .where("id", "=", id)
      .execute();
    await settleFindings(transaction, report, now);
    const oldest = new Date(now.getTime() - keepDays * dayMs);
    await transaction.deleteFrom("driftScans").where("startedAt", "<", oldest).execute();
    await transaction.deleteFrom("driftTasks").where("endedAt", "<", oldest).execute();
    await transaction
      .deleteFrom("driftFindings")
      .where("closedAt", "<", oldest)
      .where("isNotifiedOpen", "=", false)
      .execute();
  });
}

/** Opens new findings and closes those that are over. With `stack`, the report covers this stack only. */
export async function settleFindings(
  transaction: Transaction<Tables>,
  report: DriftReport,
  now: Date,
  stack?: string,
): Promise<void> {
  await openFound(transaction, report, now);
  const open = await transaction
    .selectFrom("driftFindings")
    .select(["fingerprint", "stack"])
    .where("closedAt", "is", null)
    .execute();
  const over = open
    .filter((finding) => stack === undefined || finding.stack === stack)
    .filter((finding) => isOver(finding, report))
    .map(({ fingerprint }) => fingerprint);
  if (over.length === 0) {
    return;
  }
  await transaction
    .updateTable("driftFindings")
    .set({ closedAt: now })
    .where(sql<boolean>`fingerprint = any(${over})`)
    .execute();
}

/** One statement, however many are found: a parameter each would be too many. */
async function openFound(transaction: Transaction<Tables>, { findings }: DriftReport, now: Date): Promise<void> {
  await sql`
    insert into drift_findings
      (fingerprint, kind, severity, stack, finding, first_seen_at, last_seen_at, closed_at, is_notified_open)
    select found ->> 'fingerprint', found ->> 'kind', found ->> 'severity', found ->> 'stack', found, ${now}, ${now}, null, false
    from jsonb_array_elements(${JSON.stringify(findings)}::jsonb) found
    on conflict (fingerprint) do update set
      severity = excluded.severity,
      finding = excluded.finding,
      first_seen_at = case
        when drift_findings.closed_at is null then drift_findings.first_seen_at
        else excluded.first_seen_at
      end,
      last_seen_at = excluded.last_seen_at,
      closed_at = null`.execute(transaction);
}
