import { connectCloudflare } from "@marketplane/providers/cloudflare/connect.ts";
import { systemClock } from "@marketplane/providers/http/clock.ts";
import { findEngine } from "../../../../engine/find-engine.ts";
import { repeatInBackground } from "../../../core/background/repeat-in-background.ts";
import { vendorSettings, vendorVariables } from "../../../core/config/vendor-settings.ts";
import type { FleetSearchOptions } from "../../drift/scheduled/scheduled-drift.ts";
import { scheduledDrift } from "../../drift/scheduled/scheduled-drift.ts";
import { observeHostnames } from "../../hostnames/observe-hostnames.ts";
import { shardSources } from "../shard/shard-sources.ts";
import type { ReconcilerParts } from "./create-reconciler.ts";

/** Starts the scheduled search for drift in the fleet's shards; undefined where none is configured. */
export async function startDriftScan(
  parts: Pick<ReconcilerParts, "config" | "environment" | "db" | "log">,
  worker: string,
): Promise<{ stop(): Promise<void> } | undefined> {
  const { config, log } = parts;
  const { everyMinutes } = config.drift;
  if (everyMinutes === undefined) {
    return undefined;
  }
  const stopping = new AbortController();
  const search = await driftScanParts(parts, worker, stopping.signal);
  const work = scheduledDrift({ ...search, config: { ...config.drift, everyMinutes } });
  const repeated = repeatInBackground({ ...work, clock: systemClock, log });
  return {
    stop: () => {
      stopping.abort(new Error("the worker is stopping"));
      return repeated.stop();
    },
  };
}

/**
 * What a search for drift in the fleet's shards takes; throws where there is no engine to read their stacks
 * with.
 */
export async function driftScanParts(
  { config, environment, db, log }: Pick<ReconcilerParts, "config" | "environment" | "db" | "log">,
  worker: string,
  signal: AbortSignal,
): Promise<FleetSearchOptions> {
  const engine = await findEngine();
  if (!engine.found) {
    throw new Error(`${engine.reason}; get one with: ${engine.command}`);
  }
  const now = () => new Date();
  const { zoneId } = config.deployment;
  const cloudflare = connectCloudflare(vendorSettings(config, environment));
  const variables: Readonly<Record<string, string | undefined>> = vendorVariables(config, environment);
  return {
    ...{ db, config: config.drift, worker, now, log },
    listStacks: shardSources({ db, engine: engine.engine, config: config.reconciler, now, signal }),
    lookAtHostnames: async () => {
      await observeHostnames({ db, cloudflare, zoneId, now });
    },
    environment: (name) => variables[name],
    // A search that waits to confirm what it found must not keep the worker from ending.
    clock: { ...systemClock, sleep: (ms) => systemClock.sleep(ms, signal) },
  };
}
