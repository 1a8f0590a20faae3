import type { Kysely, Selectable } from "kysely";
import type { DriftScanTable } from "../../../core/db/tables/drift-tables.ts";
import type { Tables } from "../../../core/db/tables.ts";
import type { DriftTask } from "../../../fleet/drift/tasks/work-on-task.ts";

export type DriftScan = Selectable<DriftScanTable>;

/** How far the scan for drift has come. */
export interface ScanState {
  /** The last one that has ended. */
  readonly last: DriftScan | undefined;
  /** The one that has not. */
  readonly running: DriftScan | undefined;
  /** One that somebody has asked for, until a worker has done it. */
  readonly asked: DriftTask | undefined;
}

/** A scan that is not heard of for longer has died. */
const runningMsMax = 60 * 60_000;

/** The last scans, the newest first; `before` is the id of the last one of the page before. */
export function listScans(
  db: Kysely<Tables>,
  { limit, before }: { readonly limit: number; readonly before?: number | undefined },
): Promise<DriftScan[]> {
  const scans = db.selectFrom("driftScans").selectAll().orderBy("id", "desc").limit(limit);
  return (before === undefined ? scans : scans.where("id", "<", before)).execute();
}

/** Whether the fleet is being searched, or is to be, and what the last scan came to. */
export async function readScanState(db: Kysely<Tables>, now: Date): Promise<ScanState> {
  const newest = db.selectFrom("driftScans").selectAll().orderBy("id", "desc").limit(1);
  const [last, running, asked] = await Promise.all([
    newest.where("endedAt", "is not", null).executeTakeFirst(),
    newest
      .where("endedAt", "is", null)
      .where("startedAt", ">", new Date(now.getTime() - runningMsMax))
      .executeTakeFirst(),
    db.selectFrom("driftTasks").selectAll().where("kind", "=", "scan").where("endedAt", "is", null).executeTakeFirst(),
  ]);
  // What began before the last one ended, and has not ended itself, has died.
  const isAlive = running !== undefined && (last === undefined || running.id > last.id);
  return { last, running: isAlive ? running : undefined, asked };
}
