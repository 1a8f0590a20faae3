import type { Registry } from "@prometheus-io/client";
import { readConfig } from "../../core/config/read-config.ts";
import { secretsOf } from "../../core/config/secrets-of.ts";
import { vendorSecrets } from "../../core/config/vendor-settings.ts";
import { createLogger } from "../../core/telemetry/create-logger.ts";
import { runWorker } from "../../process/run-worker.ts";
import type { CommandEnvironment } from "../kernel/command-environment.ts";
import { configOption, databaseOption, logLevelOption, withDatabase } from "../kernel/common-options.ts";
import { defineCommand } from "../kernel/define-command.ts";
import { leave, stopExitCodes, unlessStopped, untilStopped } from "../kernel/stop-signals.ts";

const metricsIntervalMs = 5_000;

/**
 * marketplane worker: a reconcile worker, after one JSON line with its name; the log goes to standard error.
 */
export function workerCommand(environment: CommandEnvironment) {
  return defineCommand({
    name: "worker",
    description: "Run an additional worker that applies the tenants' desired state at the vendors",
    example: "marketplane worker --config marketplane.yaml",
    exitCodes: stopExitCodes,
    options: { config: configOption, database: databaseOption, logLevel: logLevelOption },
    async handler({ config: file, database, logLevel }) {
      const { variable, stdout } = environment;
      const config = withDatabase(readConfig(file, variable), database);
      const log = createLogger({ level: logLevel, secrets: [...secretsOf(config), ...vendorSecrets(variable)] });
      // The control plane stops its own worker. A service manager that signals every process of a service
      // then signals the worker a second time, which must not end it at once.
      const stopped = Promise.race([untilStopped({ isSecondFinal: !process.connected }), untilDisconnected()]);
      const worker = await unlessStopped(runWorker(config, { environment: variable, log }), stopped);
      stdout.write(`${JSON.stringify({ worker: worker.name, database: worker.database })}\n`);
      log.info({ worker: worker.name }, "ready");
      const reporting = reportMetrics(worker.metrics.registry);
      const reason = await stopped;
      clearInterval(reporting);
      log.info({ reason }, "stopping: active runs are interrupted; a second signal stops at once");
      await worker.close();
      log.info("stopped");
      leave();
    },
  });
}

/** Sends the series to the control plane that started this worker, which publishes them. */
function reportMetrics(registry: Registry): NodeJS.Timeout {
  return setInterval(async () => {
    if (process.connected) {
      process.send?.({ metrics: await registry.getMetricsAsJSON() });
    }
  }, metricsIntervalMs);
}

/** A worker that a control plane started ends with that control plane, which holds a channel to it. */
function untilDisconnected(): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  if (process.connected) {
    process.once("disconnect", () => resolve("the control plane has ended"));
  }
  return promise;
}
