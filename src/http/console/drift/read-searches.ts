import type { Kysely, Selectable } from "kysely";
import type { DriftRunTable } from "../../../core/db/tables/drift-tables.ts";
import type { Tables } from "../../../core/db/tables.ts";
import type { DriftTask } from "../../../fleet/drift/tasks/work-on-task.ts";

export type Search = Selectable<DriftRunTable>;

/** How far the search for drift has come. */
export interface SearchState {
  /** The last one that has ended. */
  readonly last: Search | undefined;
  /** The one that has not. */
  readonly running: Search | undefined;
  /** One that somebody has asked for, until a worker has done it. */
  readonly asked: DriftTask | undefined;
}

/** A search that is not heard of for longer has died. */
const runningMsMax = 60 * 60_000;

/** The last searches, the newest first; `before` is the id of the last one of the page before. */
export function listSearches(
  db: Kysely<Tables>,
  { limit, before }: { readonly limit: number; readonly before?: number | undefined },
): Promise<Search[]> {
  const searches = db.selectFrom("driftRuns").selectAll().orderBy("id", "desc").limit(limit);
  return (before === undefined ? searches : searches.where("id", "<", before)).execute();
}

/** Whether the fleet is being searched, or is to be, and what the last search came to. */
export async function readSearchState(db: Kysely<Tables>, now: Date): Promise<SearchState> {
  const newest = db.selectFrom("driftRuns").selectAll().orderBy("id", "desc").limit(1);
  const [last, running, asked] = await Promise.all([
    newest.where("endedAt", "is not", null).executeTakeFirst(),
    newest
      .where("endedAt", "is", null)
      .where("startedAt", ">", new Date(now.getTime() - runningMsMax))
      .executeTakeFirst(),
    db
      .selectFrom("driftTasks")
      .selectAll()
      .where("kind", "=", "search")
      .where("endedAt", "is", null)
      .executeTakeFirst(),
  ]);
  // What began before the last one ended, and has not ended itself, has died.
  const isAlive = running !== undefined && (last === undefined || running.id > last.id);
  return { last, running: isAlive ? running : undefined, asked };
}
