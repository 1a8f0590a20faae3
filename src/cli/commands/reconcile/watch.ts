import { delimiter, join, resolve } from "node:path";
import { findEngine } from "../../../../engine/find-engine.ts";
import { addonSources } from "../../../core/ledger/source-terms.ts";
import { createLogger } from "../../../core/telemetry/create-logger.ts";
import { chooseHost } from "../../../fleet/gitops/commit-status/choose-host.ts";
import { declaredTwice } from "../../../fleet/gitops/declared-twice.ts";
import { termsOf } from "../../../http/marketplaces/index.ts";
import { startWatcher, type WatcherOptions } from "../../../process/start-watcher.ts";
import type { CommandEnvironment } from "../../kernel/command-environment.ts";
import { leave, unlessStopped, untilStopped } from "../../kernel/stop-signals.ts";
import { withControlPlaneDatabase } from "../../kernel/with-control-plane-database.ts";
import type { WatchOptions } from "./watch-options.ts";

/**
 * marketplane reconcile --watch: follows a branch, after one JSON line that names it; the log goes to
 * standard error.
 */
export async function watchRepository(options: WatchOptions, environment: CommandEnvironment): Promise<void> {
  const { env, stdout } = environment;
  const secrets = [env.MARKETPLANE_GIT_TOKEN, env.MARKETPLANE_WEBHOOK_SECRET, env.MARKETPLANE_STATUS_TOKEN];
  const log = createLogger({ level: options.logLevel, secrets: secrets.filter((secret) => secret !== undefined) });
  const stopped = untilStopped();
  const watcher = await unlessStopped(
    startWatcher({ ...(await toWatcherOptions(options, environment)), log }),
    stopped,
  );
  const { repo, branch } = options;
  stdout.write(`${JSON.stringify({ repository: repo, branch, address: watcher.address ?? null })}\n`);
  const signal = await stopped;
  log.info({ signal }, "stopping after the current update ends; a second signal stops at once");
  await watcher.close();
  log.info("stopped");
  leave();
}

async function toWatcherOptions(
  options: WatchOptions,
  environment: CommandEnvironment,
): Promise<Omit<WatcherOptions, "log">> {
  const { env } = environment;
  const search = await findEngine(env);
  if (!search.found) {
    throw new Error(`the Pulumi CLI applies the commits, and ${search.reason}; install it: ${search.command}`);
  }
  const { bin } = search.engine;
  const { repo, branch, project, stack, install, packages, maxDeletions, interval, listen, config } = options;
  const folder = resolve(options.folder);
  const host = chooseHost({
    kind: options.report,
    api: options.reportApi,
    project: options.reportProject,
    repository: repo,
    token: env.MARKETPLANE_STATUS_TOKEN,
    context: `marketplane/${branch}`,
  });
  return {
    url: repo,
    branch,
    folder,
    statusFile: options.status === undefined ? join(folder, "status.json") : resolve(options.status),
    project,
    stacks: stack,
    packages: packages !== undefined ? { kind: "link", folder: packages } : { kind: install ? "install" : "present" },
    policy: { shareMax: maxDeletions },
    pollMs: interval,
    pulumi: join(bin, "pulumi"),
    env: { ...env, PATH: `${bin}${delimiter}${env.PATH ?? ""}` },
    host,
    listen,
    declaredElsewhere: async (stacks, root) =>
      config === undefined
        ? []
        : withControlPlaneDatabase({ config, environment }, (db, read) =>
            declaredTwice(db, stacks, { root, addonSources: addonSources(termsOf(read)) }),
          ),
  };
}
