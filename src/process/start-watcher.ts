import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import { lockFolder, readOwner } from "../core/db/embedded/folder-lock.ts";
import { type CommitStatusHost, createReporter } from "../fleet/gitops/commit-status/commit-status.ts";
import type { DeletionPolicy } from "../fleet/gitops/deletion-policy.ts";
import { EngineRuns } from "../fleet/gitops/engine-runs.ts";
import { createGitopsMetrics } from "../fleet/gitops/gitops-metrics.ts";
import type { Packages } from "../fleet/gitops/prepare-packages.ts";
import { type ReconcileOptions, reconcileCommit } from "../fleet/gitops/reconcile-commit.ts";
import { Repository } from "../fleet/gitops/repository.ts";
import { RepositoryWatcher } from "../fleet/gitops/watch-repository.ts";
import { webhookRoutes } from "../http/gitops/webhook-routes.ts";
import { type Listener, listen } from "../http/kernel/http-listener.ts";

export interface WatcherOptions {
  /** In the normalized form of RepositoryUrl. */
  readonly url: string;
  readonly branch: string;
  /** Holds the clone, the work folders and, by default, the status file. */
  readonly folder: string;
  readonly statusFile: string;
  readonly project: string;
  readonly stacks: readonly string[];
  readonly packages: Packages;
  readonly policy: DeletionPolicy;
  readonly pollMs: number;
  /** The engine's executable. */
  readonly pulumi: string;
  readonly env: NodeJS.ProcessEnv;
  readonly host: CommitStatusHost;
  readonly declaredElsewhere: ReconcileOptions["declaredElsewhere"];
  /** Address of the webhook and metrics; without it nothing is served. */
  readonly listen: { readonly host: string; readonly port: number } | undefined;
  readonly log: Logger;
}

export interface RunningWatcher {
  /** Address of the webhook and the metrics. */
  readonly address: string | undefined;
  /** Stops the engine in order, then everything else. */
  close(): Promise<void>;
}

const gitTimeoutMs = 120_000;
const requestTimeoutMs = 30_000;

/** Secrets of the watcher, which the repository's program must not get. */
const ownSecrets = ["MARKETPLANE_GIT_TOKEN", "MARKETPLANE_WEBHOOK_SECRET", "MARKETPLANE_STATUS_TOKEN"] as const;

/** Starts to follow a branch. Throws if another watcher uses the folder, or if the port is in use. */
export async function startWatcher(options: WatcherOptions): Promise<RunningWatcher> {
  const { folder, env, log, branch } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = lockFolder(folder);
  if (lock === undefined) {
    throw new Error(`${folder} is used by ${readOwner(folder)}; give each watcher its own --folder`);
  }
  const stop = new AbortController();
  const metrics = createGitopsMetrics();
  const watcher = new RepositoryWatcher({
    ...parts(options, stop.signal),
    names: { repository: options.url, branch },
    statusFile: options.statusFile,
    pollMs: options.pollMs,
    reporter: createReporter(options.host, { log, failures: metrics.reportFailures }),
    metrics,
    log,
    signal: stop.signal,
    now: () => new Date(),
  });
  let listener: Listener | undefined;
  try {
    const app = webhookRoutes({
      secret: env.MARKETPLANE_WEBHOOK_SECRET || undefined,
      branch,
      metrics,
      wake: () => watcher.wake(),
      status: () => watcher.status,
    });
    listener = options.listen && (await listen(app, { ...options.listen, requestTimeoutMs, setting: "--listen" }));
  } catch (error) {
    lock.release();
    throw error;
  }
  const ended = watcher.run();
  return {
    address: listener?.url,
    close: async () => {
      stop.abort();
      await ended;
      await listener?.close(requestTimeoutMs);
      lock.release();
    },
  };
}

function parts(options: WatcherOptions, signal: AbortSignal) {
  const { url, branch, folder, env, pulumi, project, stacks, packages, policy, declaredElsewhere } = options;
  const repository = new Repository({ url, branch, folder, env, timeoutMs: gitTimeoutMs });
  const engineEnv = Object.fromEntries(Object.entries(env).filter(([name]) => !ownSecrets.some((own) => own === name)));
  const runs = new EngineRuns(join(folder, "runs"));
  const reconcile = (tried: Parameters<typeof reconcileCommit>[0]) =>
    reconcileCommit(tried, {
      repository,
      folder,
      project,
      stacks,
      packages,
      policy,
      engine: { pulumi, env: engineEnv, runs },
      declaredElsewhere,
      signal,
      now: () => new Date(),
    });
  return { repository, reconcile };
}
