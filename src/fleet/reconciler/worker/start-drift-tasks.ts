import { systemClock } from "@marketplane/providers/http/clock.ts";
import { repeatInBackground } from "../../../core/background/repeat-in-background.ts";
import { beginScan } from "../../drift/scheduled/drift-scans.ts";
import { scanFleet, sendDriftNotices } from "../../drift/scheduled/scheduled-drift.ts";
import type { DriftTask } from "../../drift/tasks/drift-tasks.ts";
import { type TaskEnd, workOnTask } from "../../drift/tasks/work-on-task.ts";
import type { Reconciler, ReconcilerParts } from "./create-reconciler.ts";
import { remediateDrift } from "./remediate-drift.ts";
import { driftScanParts } from "./start-drift-scan.ts";

type TaskParts = Pick<ReconcilerParts, "config" | "environment" | "db" | "log">;

const pollMs = 2_000;
const retryMs = 10_000;

/** Starts to carry out the scans and remediations that operators request. */
export async function startDriftTasks(
  parts: TaskParts,
  reconciler: Pick<Reconciler, "name" | "remediate">,
): Promise<{ stop(): Promise<void> }> {
  const { db, log } = parts;
  const stopping = new AbortController();
  const { signal } = stopping;
  const scanParts = await driftScanParts(parts, reconciler.name, signal);
  const carryOut = async (task: DriftTask): Promise<TaskEnd> => {
    if (task.kind === "remediate") {
      return remediateDrift(task, { ...scanParts, reconciler, signal });
    }
    const scan = await beginScan(db, { worker: reconciler.name, now: scanParts.now(), requestedBy: task.requestedBy });
    const { result, errors } = await scanFleet(scanParts, scan);
    return { outcome: "done", reason: result === "error" ? (errors[0]?.message ?? null) : null };
  };
  const round = async (): Promise<number> => {
    const isDone = await workOnTask({ db, worker: reconciler.name, signal, work: carryOut });
    if (isDone && !signal.aborted) {
      await sendDriftNotices(scanParts);
    }
    return isDone ? 0 : pollMs;
  };
  const repeated = repeatInBackground({
    what: "running drift tasks",
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
