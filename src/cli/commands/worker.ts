import type { Registry } from "@prometheus-io/client";
import { z } from "zod";
import { readConfig } from "../../core/config/read-config.ts";
import type { Environment } from "../../core/config/resolve-references.ts";
import { secretsOf } from "../../core/config/secrets-of.ts";
import { vendorSecrets } from "../../core/config/vendor-settings.ts";
import { createLogger } from "../../core/telemetry/create-logger.ts";
import { runWorker } from "../../process/run-worker.ts";
import { DatabaseOption, databaseFlag, withDatabase } from "../database-option.ts";
import { defineCommand } from "../define-command.ts";
import { leave, unlessStopped, untilStopped } from "../stop-signals.ts";

const metricsIntervalMs = 5_000;

const Options = z.strictObject({
  config: z.string().default("marketplane.yaml"),
  database: DatabaseOption.optional(),
  logLevel: z.enum(["debug", "info", "warn", "error"], { error: "must be debug, info, warn or error" }).default("info"),
});

/** marketplane worker: a reconcile worker beside a control plane, after one JSON line that names it; the log goes to standard error. */
export function workerCommand(environment: Environment) {
  return defineCommand({
    name: "worker",
    description: "A further worker that brings the vendors to what every customer should have",
    flags: {
      "--config <file>": "configuration (default: marketplane.yaml)",
      ...databaseFlag,
      "--log-level <level>": "debug, info, warn or error (default: info)",
    },
    options: Options,
    async handler({ config: file, database, logLevel }) {
      const config = withDatabase(readConfig(file, environment), database);
      const log = createLogger({ level: logLevel, secrets: [...secretsOf(config), ...vendorSecrets(environment)] });
      // Its control plane ends it; a service manager that signals every process of a service signals it a second time.
      const stopped = Promise.race([untilStopped({ isSecondFinal: !process.connected }), untilLeft()]);
      const worker = await unlessStopped(runWorker(config, { environment, log }), stopped);
      process.stdout.write(`${JSON.stringify({ worker: worker.name, database: worker.database })}\n`);
      log.info({ worker: worker.name }, "ready");
      const telling = tellMetrics(worker.metrics.registry);
      const reason = await stopped;
      clearInterval(telling);
      log.info({ reason }, "stopping: runs under way are broken off, another signal ends at once");
      await worker.close();
      log.info("stopped");
      leave();
    },
  });
}

/** A worker that a control plane has started shows its series through it. */
function tellMetrics(registry: Registry): NodeJS.Timeout {
  return setInterval(async () => {
    if (process.connected) {
      process.send?.({ metrics: await registry.getMetricsAsJSON() });
    }
  }, metricsIntervalMs);
}

/** A worker that a control plane has started, with a channel to it, does not outlive it. */
function untilLeft(): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  if (process.connected) {
    process.once("disconnect", () => resolve("the control plane has ended"));
  }
  return promise;
}
