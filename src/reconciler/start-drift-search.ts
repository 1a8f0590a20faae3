import { systemClock } from "@marketplane/providers/http/clock.ts";
import { findEngine } from "../../engine/find-engine.ts";
import { vendorVariables } from "../config/vendor-settings.ts";
import { scheduledDrift } from "../drift/scheduled/scheduled-drift.ts";
import { repeatInBackground } from "../serve/repeat-in-background.ts";
import type { ReconcilerParts } from "./create-reconciler.ts";
import { shardSources } from "./shard-sources.ts";

/** Starts the scheduled search for drift in the fleet's shards; undefined where none is configured. */
export async function startDriftSearch(
  { config, environment, db, log }: Pick<ReconcilerParts, "config" | "environment" | "db" | "log">,
  worker: string,
): Promise<{ stop(): Promise<void> } | undefined> {
  const { everyMinutes } = config.drift;
  if (everyMinutes === undefined) return undefined;
  const engine = await findEngine();
  if (!engine.found) throw new Error(`${engine.reason}; get one with: ${engine.command}`);
  const stopping = new AbortController();
  const { signal } = stopping;
  const now = () => new Date();
  const variables: Readonly<Record<string, string | undefined>> = vendorVariables(config, environment);
  const work = scheduledDrift({
    ...{ db, config: { ...config.drift, everyMinutes }, worker, now, log },
    listStacks: shardSources({ db, engine: engine.engine, config: config.reconciler, now, signal }),
    environment: (name) => variables[name],
    // A search that waits to confirm what it found must not keep the worker from ending.
    clock: { ...systemClock, sleep: (ms) => systemClock.sleep(ms, signal) },
  });
  const repeated = repeatInBackground({ ...work, clock: systemClock, log });
  return {
    stop: () => {
      stopping.abort(new Error("the worker is stopping"));
      return repeated.stop();
    },
  };
}
