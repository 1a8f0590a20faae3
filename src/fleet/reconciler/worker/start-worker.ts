import { systemClock } from "@marketplane/providers/http/clock.ts";
import { repeatInBackground } from "../../../core/background/repeat-in-background.ts";
import { takeJobs } from "../../../core/queue/take-jobs.ts";
import { createReconciler, type Reconciler, type ReconcilerParts } from "./create-reconciler.ts";
import { sweepShards } from "./sweep-shards.ts";

export interface Worker extends Pick<Reconciler, "name" | "remediate"> {
  /** Takes no more jobs, breaks off those under way in a way that the next run goes on from, and ends. */
  close(): Promise<void>;
}

/** Reading all states costs a start of the engine for each shard. */
const statesMs = 60 * 60_000;

/** Starts to work on the shards that the queue names; throws where there is no engine or no credentials. */
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
    ...{ what: "comparing states with what runs left there", retryMs: statesMs, clock: systemClock, log },
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
