import { systemClock } from "@marketplane/providers/http/clock.ts";
import { repeatInBackground } from "../../../core/background/repeat-in-background.ts";
import { beginRun } from "../../drift/scheduled/drift-runs.ts";
import { searchFleet, tellDriftNews } from "../../drift/scheduled/scheduled-drift.ts";
import { type DriftTask, type TaskEnd, workOnTask } from "../../drift/tasks/work-on-task.ts";
import type { Reconciler, ReconcilerParts } from "./create-reconciler.ts";
import { remediateDrift } from "./remediate-drift.ts";
import { driftScanParts } from "./start-drift-scan.ts";

type TaskParts = Pick<ReconcilerParts, "config" | "environment" | "db" | "log">;

const pollMs = 2_000;
const retryMs = 10_000;

/** Starts to do what operators ask for: searches at once, and cures. */
export async function startDriftTasks(
  parts: TaskParts,
  reconciler: Pick<Reconciler, "name" | "remediate">,
): Promise<{ stop(): Promise<void> }> {
  const { db, log } = parts;
  const stopping = new AbortController();
  const { signal } = stopping;
  const search = await driftScanParts(parts, reconciler.name, signal);
  const carryOut = async (task: DriftTask): Promise<TaskEnd> => {
    if (task.kind === "cure") {
      return remediateDrift(task, { ...search, reconciler, signal });
    }
    const run = await beginRun(db, { worker: reconciler.name, now: search.now(), askedBy: task.askedBy });
    const { result, errors } = await searchFleet(search, run);
    return { outcome: "done", reason: result === "error" ? (errors[0]?.message ?? null) : null };
  };
  const round = async (): Promise<number> => {
    const isDone = await workOnTask({ db, worker: reconciler.name, signal, work: carryOut });
    if (isDone && !signal.aborted) {
      await tellDriftNews(search);
    }
    return isDone ? 0 : pollMs;
  };
  const repeated = repeatInBackground({
    what: "doing what was asked about drift",
    round,
    retryMs,
    clock: systemClock,
    log,
  });
  return {
    stop: () => {
      stopping.abort(new Error("the worker is stopping"));
      return repeated.stop();
    },
  };
}
