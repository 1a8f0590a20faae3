import { connectCloudflare } from "@marketplane/providers/cloudflare/connect.ts";
import { systemClock } from "@marketplane/providers/http/clock.ts";
import { findEngine } from "../../../../engine/find-engine.ts";
import { repeatInBackground } from "../../../core/background/repeat-in-background.ts";
import { vendorSettings, vendorVariables } from "../../../core/config/vendor-settings.ts";
import { type FleetScanOptions, scheduledDrift } from "../../drift/scheduled/scheduled-drift.ts";
import { observeHostnames } from "../../hostnames/observe-hostnames.ts";
import { shardSources } from "../shard/shard-sources.ts";
import type { ReconcilerParts } from "./create-reconciler.ts";

/** Starts the scheduled drift scan of the fleet; undefined if `drift.everyMinutes` is not set. */
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
  const scanParts = await driftScanParts(parts, worker, stopping.signal);
  const work = scheduledDrift({ ...scanParts, config: { ...config.drift, everyMinutes } });
  const repeated = repeatInBackground({ ...work, clock: systemClock, log });
  return {
    stop: () => {
      stopping.abort(new Error("the worker is stopping"));
      return repeated.stop();
    },
  };
}

/** The options of a drift scan of the fleet. Throws if there is no engine to read the stacks with. */
export async function driftScanParts(
  { config, environment, db, log }: Pick<ReconcilerParts, "config" | "environment" | "db" | "log">,
  worker: string,
  signal: AbortSignal,
): Promise<FleetScanOptions> {
  const engine = await findEngine();
  if (!engine.found) {
    throw new Error(`${engine.reason}; install one with: ${engine.command}`);
  }
  const now = () => new Date();
  const { zoneId } = config.deployment;
  const cloudflare = connectCloudflare(vendorSettings(config, environment));
  const variables: Readonly<Record<string, string | undefined>> = vendorVariables(config, environment);
  return {
    ...{ db, config: config.drift, terms: config.terms, worker, now, log },
    listStacks: shardSources({ db, engine: engine.engine, config: config.reconciler, now, signal }),
    refreshHostnames: async () => {
      await observeHostnames({ db, cloudflare, zoneId, now });
    },
    environment: (name) => variables[name],
    // The wait before findings are confirmed must not delay the worker's shutdown.
    clock: { ...systemClock, sleep: (ms) => systemClock.sleep(ms, signal) },
  };
}
