/** The scheduled searches in the database, and what they found. */
import { type Kysely, type Selectable, sql, type Transaction } from "kysely";
import type { DriftScanTable } from "../../../core/db/tables/drift-tables.ts";
import type { Tables } from "../../../core/db/tables.ts";
import type { DriftReport } from "../../../core/model/drift-report.ts";
import { type DriftTask, findPendingScan } from "../tasks/drift-tasks.ts";
import { settleFindings } from "./drift-findings.ts";

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
