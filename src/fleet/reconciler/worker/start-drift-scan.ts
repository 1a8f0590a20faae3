import { systemClock } from "@marketplane/providers/http/clock.ts";
import { repeatInBackground } from "../../../core/background/repeat-in-background.ts";
import { scheduledDrift } from "../../drift/scheduled/scheduled-drift.ts";
import type { ReconcilerParts } from "./create-reconciler.ts";
import { driftSearchParts } from "./drift-scan-parts.ts";

/** Starts the scheduled search for drift in the fleet's shards; undefined where none is configured. */
export async function startDriftSearch(
  parts: Pick<ReconcilerParts, "config" | "environment" | "db" | "log">,
  worker: string,
): Promise<{ stop(): Promise<void> } | undefined> {
  const { config, log } = parts;
  const { everyMinutes } = config.drift;
  if (everyMinutes === undefined) return undefined;
  const stopping = new AbortController();
  const search = await driftSearchParts(parts, worker, stopping.signal);
  const work = scheduledDrift({ ...search, config: { ...config.drift, everyMinutes } });
  const repeated = repeatInBackground({ ...work, clock: systemClock, log });
  return {
    stop: () => {
      stopping.abort(new Error("the worker is stopping"));
      return repeated.stop();
    },
  };
}
