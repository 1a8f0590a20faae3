import { systemClock } from "@marketplane/providers/http/clock.ts";
import { repeatInBackground } from "../../../core/background/repeat-in-background.ts";
import { takeJobs } from "../../../core/queue/take-jobs.ts";
import { createReconciler, type Reconciler, type ReconcilerParts } from "./create-reconciler.ts";
import { sweepShards } from "./sweep-shards.ts";

export interface Worker extends Pick<Reconciler, "name" | "remediate"> {
  /** Stops taking jobs and aborts running ones. The next run resumes their work. */
  close(): Promise<void>;
}

/** Hourly, because reading the states starts the engine once per shard. */
const statesMs = 60 * 60_000;

/** Starts to reconcile queued shards. Throws if the engine or credentials are missing. */
export async function startWorker(parts: ReconcilerParts): Promise<Worker> {
  const { config, db, queue, log } = parts;
  const { name, reconcile, remediate, requeueOnConfigChange, requeueOnLostState } = await createReconciler(parts);
  const { runsAtOnce, leaseSeconds } = config.reconciler;
  const stopping = new AbortController();
  const takeNoMore = await takeJobs(queue, {
    atOnce: runsAtOnce,
    work: (shard) => reconcile(shard, stopping.signal),
  });
  const round = sweepShards({
    ...{ db, queue, requeueOnConfigChange },
    leaseMs: leaseSeconds * 1_000,
    now: () => new Date(),
  });
  const sweep = repeatInBackground({ what: "sweeping shards", round, retryMs: 5_000, clock: systemClock, log });
  const states = repeatInBackground({
    ...{ what: "checking states for lost resources", retryMs: statesMs, clock: systemClock, log },
    round: async () => {
      await requeueOnLostState(stopping.signal);
      return statesMs;
    },
  });
  return {
    name,
    remediate,
    close: async () => {
      stopping.abort(new Error("the worker is stopping"));
      await Promise.all([sweep.stop(), states.stop()]);
      await takeNoMore();
    },
  };
}
