import { connectCloudflare } from "@marketplane/providers/cloudflare/connect.ts";
import { systemClock } from "@marketplane/providers/http/clock.ts";
import { findEngine } from "../../../../engine/find-engine.ts";
import { vendorSettings, vendorVariables } from "../../../core/config/vendor-settings.ts";
import type { FleetSearchOptions } from "../../drift/scheduled/scheduled-drift.ts";
import { observeHostnames } from "../../hostnames/observe-hostnames.ts";
import { shardSources } from "../shard/shard-sources.ts";
import type { ReconcilerParts } from "./create-reconciler.ts";

/** What a search for drift in the fleet's shards takes; throws where there is no engine to read their stacks with. */
export async function driftSearchParts(
  { config, environment, db, log }: Pick<ReconcilerParts, "config" | "environment" | "db" | "log">,
  worker: string,
  signal: AbortSignal,
): Promise<FleetSearchOptions> {
  const engine = await findEngine();
  if (!engine.found) throw new Error(`${engine.reason}; get one with: ${engine.command}`);
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
