import { hostname } from "node:os";
import { fileURLToPath } from "node:url";
import { connectClevercloud } from "@marketplane/providers/clevercloud/connect.ts";
import { systemClock } from "@marketplane/providers/http/clock.ts";
import type { Kysely } from "kysely";
import type { Logger } from "pino";
import { findEngine } from "../../engine/find-engine.ts";
import type { ControlPlaneConfig } from "../config/control-plane-config.ts";
import type { Environment } from "../config/resolve-references.ts";
import { vendorSettings, vendorVariables } from "../config/vendor-settings.ts";
import type { Tables } from "../db/tables.ts";
import type { Ledger } from "../ledger/change.ts";
import type { ShardMap } from "../ledger/shard-map.ts";
import { jobName, type ReconcileJob, type ReconcileQueue } from "../queue/reconcile-queue.ts";
import { repeatInBackground } from "../serve/repeat-in-background.ts";
import type { Metrics } from "../telemetry/create-metrics.ts";
import { learnOwners } from "./learn-owners.ts";
import { type ReconcileParts, reconcileShard } from "./reconcile-shard.ts";
import { createStackRunner } from "./stack-runner.ts";
import { sweepShards } from "./sweep-shards.ts";

export interface WorkerParts {
  readonly config: ControlPlaneConfig;
  readonly environment: Environment;
  readonly db: Kysely<Tables>;
  readonly queue: ReconcileQueue;
  readonly ledger: Ledger;
  readonly shards: ShardMap;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, "reconcileDuration">;
}

export interface Worker {
  /** Names it to people: machine and process. */
  readonly name: string;
  /** Takes no more jobs, breaks off those under way in a way that the next run goes on from, and ends. */
  close(): Promise<void>;
}

/** How often the queue is asked, should its notification of a new job be lost. */
const pollingIntervalSeconds = 2;

/** Starts to work on the shards that the queue names; throws where there is no engine or no credentials. */
export async function startWorker(parts: WorkerParts): Promise<Worker> {
  const { config, db, queue, log } = parts;
  const name = `${hostname()}:${process.pid}`;
  const reconcile = await prepare(parts, name);
  const stopping = new AbortController();
  const workId = await queue.boss.work<ReconcileJob>(
    jobName,
    { batchSize: 1, localConcurrency: config.reconciler.runsAtOnce, pollingIntervalSeconds },
    async (jobs) => {
      for (const { data } of jobs) await reconcile(data.shard, stopping.signal);
    },
  );
  const leaseMs = config.reconciler.leaseSeconds * 1_000;
  const round = sweepShards({ db, queue, leaseMs, now: () => new Date() });
  const sweep = repeatInBackground({ what: "sweeping shards", round, retryMs: 5_000, clock: systemClock, log });
  return {
    name,
    close: async () => {
      stopping.abort(new Error("the worker is stopping"));
      await sweep.stop();
      await queue.boss.offWork(jobName, { id: workId, wait: true });
    },
  };
}

async function prepare({ config, environment, db, queue, ledger, shards, log, metrics }: WorkerParts, name: string) {
  const search = await findEngine();
  if (!search.found) throw new Error(`${search.reason}; get one with: ${search.command}`);
  const settings = vendorSettings(config, environment);
  const { folder, backendUrl, passphrase, provider } = config.reconciler;
  const runner = await createStackRunner({
    engine: search.engine,
    root: fileURLToPath(new URL("../..", import.meta.url)),
    home: folder,
    backendUrl,
    passphrase,
    provider:
      provider === "resident"
        ? { kind: "resident", settings }
        : { kind: "process", variables: vendorVariables(config, environment) },
    now: Date.now,
    warn: (message) => log.warn(message),
  });
  const parts: ReconcileParts = {
    ...{ db, config, runner, queue, log },
    shards,
    worker: name,
    learnOwners: async (tenants) => {
      const { vendorApi } = connectClevercloud(settings);
      await learnOwners(tenants, { vendorApi, ledger, log });
    },
    now: () => new Date(),
    random: Math.random,
  };
  return async (shard: string, signal: AbortSignal) => {
    const end = metrics.reconcileDuration.startTimer();
    try {
      end({ result: await reconcileShard(shard, parts, signal) });
    } catch (error) {
      end({ result: "broken-off" });
      if (signal.aborted) log.info({ shard }, "a run was broken off, since the worker stops");
      else log.error({ err: error, shard }, "a shard could not be reconciled");
      throw error;
    }
  };
}
