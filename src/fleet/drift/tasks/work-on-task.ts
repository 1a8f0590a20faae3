import { errorText } from "@marketplane/providers/error-text.ts";
import { type Kysely, sql } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import type { DriftTask } from "./drift-tasks.ts";

/** The result of a task; people read the reason. */
export interface TaskEnd {
  readonly outcome: NonNullable<DriftTask["outcome"]>;
  readonly reason: string | null;
}

interface WorkOptions {
  readonly db: Kysely<Tables>;
  /** The process's name, shown to operators. */
  readonly worker: string;
  /** Aborted when the process stops; another worker then takes the task. */
  readonly signal: AbortSignal;
  work(task: DriftTask): Promise<TaskEnd>;
}

/** How long a worker may be silent before another one takes over its task. */
const holdMs = 30_000;

/** Runs the task that has waited longest. Returns false if there is none. */
export async function workOnTask({ db, worker, signal, work }: WorkOptions): Promise<boolean> {
  const task = await takeTask(db, worker);
  if (!task) {
    return false;
  }
  const own = () => db.updateTable("driftTasks").where("id", "=", task.id).where("worker", "=", worker);
  const holding = setInterval(() => {
    // A brief database outage does not lose the lease yet.
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
