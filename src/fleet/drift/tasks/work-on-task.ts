import { errorText } from "@marketplane/providers/error-text.ts";
import { type Kysely, sql } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import type { DriftTask } from "./drift-tasks.ts";

/** How a task ended; the reason is for people. */
export interface TaskEnd {
  readonly outcome: NonNullable<DriftTask["outcome"]>;
  readonly reason: string | null;
}

interface WorkOptions {
  readonly db: Kysely<Tables>;
  /** Names the process to people. */
  readonly worker: string;
  /** Aborted when the process stops: the task is then another one's to do. */
  readonly signal: AbortSignal;
  work(task: DriftTask): Promise<TaskEnd>;
}

/** How long the task of a worker that is not heard of waits for another one. */
const holdMs = 30_000;

/** Takes up the task that has waited longest and does it; returns false when there is none. */
export async function workOnTask({ db, worker, signal, work }: WorkOptions): Promise<boolean> {
  const task = await takeTask(db, worker);
  if (!task) {
    return false;
  }
  const own = () => db.updateTable("driftTasks").where("id", "=", task.id).where("worker", "=", worker);
  const holding = setInterval(() => {
    // A database that does not answer for a moment is no loss yet.
    own()
      .set({ heldUntil: until(holdMs) })
      .execute()
      .catch(() => undefined);
  }, holdMs / 3);
  try {
    const end = await work(task).catch((error: unknown): TaskEnd => {
      signal.throwIfAborted();
      return { outcome: "failed", reason: errorText(error) };
    });
    await own()
      .set({ ...end, endedAt: sql<Date>`now()`, heldUntil: null })
      .execute();
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
    await own().set({ worker: null, startedAt: null, heldUntil: null }).execute();
  } finally {
    clearInterval(holding);
  }
  return true;
}

async function takeTask(db: Kysely<Tables>, worker: string): Promise<DriftTask | undefined> {
  const oldest = db
    .selectFrom("driftTasks")
    .select("id")
    .where("endedAt", "is", null)
    .where((where) => where.or([where("heldUntil", "is", null), where("heldUntil", "<", sql<Date>`now()`)]))
    .orderBy("id")
    .limit(1)
    .forUpdate()
    .skipLocked();
  return db
    .updateTable("driftTasks")
    .set({ worker, startedAt: sql<Date>`now()`, heldUntil: until(holdMs) })
    .where("id", "=", oldest)
    .returningAll()
    .executeTakeFirst();
}

function until(ms: number) {
  return sql<Date>`now() + make_interval(secs => ${ms / 1_000})`;
}
