import { hostname } from "node:os";
import { fileURLToPath } from "node:url";
import { connectApifew } from "@marketplane/providers/apifew/connect.ts";
import { readCounters } from "@marketplane/providers/apifew/read-counters.ts";
import { stoppable } from "@marketplane/providers/http/stop-signal.ts";
import type { Kysely } from "kysely";
import type { Logger } from "pino";
import { type Engine, findEngine } from "../../../../engine/find-engine.ts";
import type { Environment } from "../../../core/config/resolve-references.ts";
import { vendorSettings, vendorVariables } from "../../../core/config/vendor-settings.ts";
import type { Tables } from "../../../core/db/tables.ts";
import type { Ledger } from "../../../core/ledger/change.ts";
import type { ShardMap } from "../../../core/ledger/shard-map.ts";
import type { FetchOwnerEmail } from "../../../core/ledger/source-terms.ts";
import type { TenantSource } from "../../../core/model/tenant.ts";
import type { ReconcileQueue } from "../../../core/queue/reconcile-queue.ts";
import type { Metrics } from "../../../core/telemetry/create-metrics.ts";
import { recordCounters } from "../../metering/record-counters.ts";
import { registerConfigRevision } from "../declaration/config-revision.ts";
import type { ReconcilerConfig } from "../declaration/declare-tenant.ts";
import { fetchOwnerEmails } from "../declaration/fetch-owner-emails.ts";
import { requeueOnConfigChange } from "../declaration/requeue-on-config-change.ts";
import { createStackRunner } from "../engine/stack-runner.ts";
import { releaseLeftovers } from "../license-uses/release-leftovers.ts";
import { otherUserRemover } from "../login-spellings/retire-spellings.ts";
import type { ReconcileParts } from "../run/reconcile-parts.ts";
import { reconcileShard, type ShardOutcome } from "../run/reconcile-shard.ts";
import { requeueOnLostState } from "../shard/requeue-on-lost-state.ts";
import { shardSources } from "../shard/shard-sources.ts";
import { handOverShared } from "../shared-objects/hand-over.ts";
import { objectDeleter } from "../shared-objects/object-deleter.ts";

export interface ReconcilerParts {
  readonly config: ReconcilerConfig;
  /**
   * Fetches an owner's address from a marketplace; undefined for a marketplace whose orders include it.
   * Throws if credentials are missing.
   */
  ownerEmailsOf(source: TenantSource): FetchOwnerEmail | undefined;
  readonly environment: Environment;
  readonly db: Kysely<Tables>;
  readonly queue: ReconcileQueue;
  readonly ledger: Ledger;
  readonly shards: ShardMap;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, "reconcileDuration">;
}

export interface Reconciler {
  /** Machine and process id, for display. */
  readonly name: string;
  /** Requeues the tenants whose declaration differs under the configuration; returns how many. */
  requeueOnConfigChange(): Promise<number>;
  /** Requeues the tenants whose stack lacks resources that their last run left there; returns how many. */
  requeueOnLostState(signal: AbortSignal): Promise<number>;
  /**
   * Runs a shard once to converge its due tenants. Rejects if the engine cannot be used or the signal aborts
   * the run.
   */
  reconcile(shard: string, signal: AbortSignal): Promise<ShardOutcome>;
  /** Runs one tenant only, and also reverts changes made at the vendors. */
  remediate(tenant: { readonly id: string; readonly shard: string }, signal: AbortSignal): Promise<ShardOutcome>;
}

/** Prepares to run the engine. Throws if the engine or credentials are missing. */
export async function createReconciler(given: ReconcilerParts): Promise<Reconciler> {
  const { config, environment, db, queue, ledger, shards, log, metrics } = given;
  const name = `${hostname()}:${process.pid}`;
  const settings = vendorSettings(config, environment);
  const revision = await registerConfigRevision(db, config);
  const engine = await requireEngine();
  const now = () => new Date();
  const parts: ReconcileParts = {
    ...{ db, config, revision, queue, shards, log, now },
    runner: await createRunner(given, engine),
    worker: name,
    fetchOwnerEmails: async (tenants) => {
      await fetchOwnerEmails(tenants, { fetcherOf: given.ownerEmailsOf, ledger, log });
    },
    recordCounters: async (tenantIds) => {
      const apifew = connectApifew(settings);
      const read = (counter: string, logins: Iterable<string>) => readCounters(apifew, counter, logins);
      await recordCounters(
        { db, log, counters: config.metering.counters, terms: config.terms, readCounters: read },
        tenantIds,
      );
    },
    releaseLeftovers: (wanted) => releaseLeftovers(wanted, { db, config, apifew: connectApifew(settings) }),
    removeOtherUser: (other, spelling) => otherUserRemover(connectApifew(settings))(other, spelling),
    deleteObject: objectDeleter(settings),
    random: Math.random,
  };
  const reconcile = async (shard: string, signal: AbortSignal, remediated?: ReadonlySet<string>) => {
    const end = metrics.reconcileDuration.startTimer();
    try {
      const result = await stoppable(signal, () => reconcileShard(shard, parts, signal, remediated));
      end({ result });
      return result;
    } catch (error) {
      end({ result: "broken-off" });
      if (signal.aborted) {
        log.info({ shard }, "run aborted because the worker is stopping");
      } else {
        log.error({ err: error, shard }, "could not reconcile a shard");
      }
      throw error;
    }
  };
  return {
    name,
    requeueOnConfigChange: async () => {
      const due = await requeueOnConfigChange({ db, queue, revision, now });
      if (due > 0) {
        log.info({ tenants: due }, "configuration changed; tenants queued for reconciliation");
      }
      return due;
    },
    requeueOnLostState: async (signal) => {
      const listStacks = shardSources({ db, engine, config: config.reconciler, now, signal });
      const due = await requeueOnLostState({ db, queue, listStacks, log, now });
      if (due > 0) {
        log.warn({ tenants: due }, "state lacks resources of tenants; tenants queued for reconciliation");
      }
      return due;
    },
    reconcile: (shard, signal) => reconcile(shard, signal),
    remediate: ({ id, shard }, signal) => reconcile(shard, signal, new Set([id])),
  };
}

async function requireEngine(): Promise<Engine> {
  const search = await findEngine();
  if (!search.found) {
    throw new Error(`${search.reason}; install one with: ${search.command}`);
  }
  return search.engine;
}

async function createRunner({ config, environment, db, log }: ReconcilerParts, engine: Engine) {
  const { folder, backendUrl, passphrase, provider } = config.reconciler;
  return createStackRunner({
    engine,
    root: fileURLToPath(new URL("../../../..", import.meta.url)),
    home: folder,
    backendUrl,
    passphrase,
    settings: vendorSettings(config, environment),
    provider: provider === "resident" ? provider : { variables: vendorVariables(config, environment) },
    isShared: handOverShared(db, config),
    now: Date.now,
    warn: (message) => log.warn(message),
  });
}
