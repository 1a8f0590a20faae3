/** The scheduled scans in the database. */
import { type Kysely, type Selectable, sql, type Transaction } from "kysely";
import type { DriftScanTable } from "../../../core/db/tables/drift-tables.ts";
import type { Tables } from "../../../core/db/tables.ts";
import type { DriftReport } from "../../../core/model/drift-report.ts";
import { type DriftTask, findPendingScan } from "../tasks/drift-tasks.ts";
import { recordFindings } from "./drift-findings.ts";

interface ClaimOptions {
  readonly worker: string;
  readonly everyMs: number;
  readonly now: Date;
}

/** An arbitrary number that no other lock uses. */
const lockKey = 1_735_289_613;

/** Starts a scan if one is due and returns its id; otherwise returns the milliseconds until one is due. */
export function claimScan(
  db: Kysely<Tables>,
  { worker, everyMs, now }: ClaimOptions,
): Promise<{ readonly id: number } | { readonly waitMs: number }> {
  return db.transaction().execute(async (transaction) => {
    // Only one worker starts the scan.
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
  /** The operator who requested it; null for a scheduled scan. */
  readonly requestedBy: string | null;
}

/** Starts a scan immediately and returns its id. */
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

/** Removes an interrupted scan. */
export async function abandonScan(db: Kysely<Tables>, id: number): Promise<void> {
  await db.deleteFrom("driftScans").where("id", "=", id).execute();
}

interface EndOptions {
  readonly id: number;
  readonly now: Date;
  readonly keepDays: number;
}

const dayMs = 86_400_000;

/** Records the result of a scan: opens new findings, closes those that are over, and deletes old records. */
export function endScan(db: Kysely<Tables>, report: DriftReport, { id, now, keepDays }: EndOptions): Promise<void> {
  return db.transaction().execute(async (transaction) => {
    const { result, summary, errors } = report;
    await transaction
      .updateTable("driftScans")
      .set({ endedAt: now, result, summary: JSON.stringify(summary), errors: JSON.stringify(errors) })
      .where("id", "=", id)
      .execute();
    await recordFindings(transaction, report, now);
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

export type DriftScan = Selectable<DriftScanTable>;

/** The progress of drift scans. */
export interface ScanState {
  /** The last scan that has ended. */
  readonly last: DriftScan | undefined;
  readonly running: DriftScan | undefined;
  /** The scan that an operator requested and no worker has finished. */
  readonly asked: DriftTask | undefined;
}

/** A scan that has not ended after this long was interrupted. */
const runningMsMax = 60 * 60_000;

/** The last scans, newest first; `before` is the id of the last one on the previous page. */
export function listScans(
  db: Kysely<Tables>,
  { limit, before }: { readonly limit: number; readonly before?: number | undefined },
): Promise<DriftScan[]> {
  const scans = db.selectFrom("driftScans").selectAll().orderBy("id", "desc").limit(limit);
  return (before === undefined ? scans : scans.where("id", "<", before)).execute();
}

/** Whether a scan has ever ended. Until then, a fleet without findings is not known to be free of drift. */
export async function hasScanned(db: Kysely<Tables>): Promise<boolean> {
  const scan = db.selectFrom("driftScans").select("id").where("endedAt", "is not", null).limit(1);
  return (await scan.executeTakeFirst()) !== undefined;
}

/** The last scan's result, the running scan and the requested one. */
export async function readScanState(db: Kysely<Tables>, now: Date): Promise<ScanState> {
  const newest = db.selectFrom("driftScans").selectAll().orderBy("id", "desc").limit(1);
  const [last, running, asked] = await Promise.all([
    newest.where("endedAt", "is not", null).executeTakeFirst(),
    newest
      .where("endedAt", "is", null)
      .where("startedAt", ">", new Date(now.getTime() - runningMsMax))
      .executeTakeFirst(),
    findPendingScan(db),
  ]);
  // A scan without an end that started before the last one ended was interrupted.
  const isAlive = running !== undefined && (last === undefined || running.id > last.id);
  return { last, running: isAlive ? running : undefined, asked };
}
