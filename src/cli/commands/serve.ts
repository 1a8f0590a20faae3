import { z } from "zod";
import type { ControlPlaneConfig } from "../../core/config/control-plane-config.ts";
import { readConfig } from "../../core/config/read-config.ts";
import { secretsOf } from "../../core/config/secrets-of.ts";
import { vendorSecrets } from "../../core/config/vendor-settings.ts";
import { createLogger } from "../../core/telemetry/create-logger.ts";
import { startControlPlane } from "../../process/start-control-plane.ts";
import type { CommandEnvironment } from "../kernel/command-environment.ts";
import { configOption, databaseOption, logLevelOption, withDatabase } from "../kernel/common-options.ts";
import { defineCommand, defineOption } from "../kernel/define-command.ts";
import { Port } from "../kernel/option-types.ts";
import { leave, stopExitCodes, unlessStopped, untilStopped } from "../kernel/stop-signals.ts";

/**
 * marketplane serve: the control plane, after one JSON line with its address; the log goes to standard error.
 */
export function serveCommand(environment: CommandEnvironment) {
  return defineCommand({
    name: "serve",
    description: "Run the control plane: answer the marketplaces and record the desired state of every tenant",
    example: "marketplane serve --config marketplane.yaml --port 8080",
    exitCodes: stopExitCodes,
    options: {
      config: configOption,
      host: defineOption({
        value: "<address>",
        description: "address to listen on instead of listen.host",
        schema: z.string().min(1).optional(),
      }),
      port: defineOption({
        value: "<number>",
        description: "port to listen on instead of listen.port; 0 picks a free one",
        schema: Port.optional(),
      }),
      database: databaseOption,
      worker: defineOption({
        negation: "record orders only; `marketplane worker` processes apply them at the vendors",
        schema: z.boolean().default(true),
      }),
      logLevel: logLevelOption,
    },
    async handler({ config: file, logLevel, worker: hasWorker, ...overrides }) {
      const { variable, stdout } = environment;
      const config = withOverrides(readConfig(file, variable), overrides);
      const log = createLogger({ level: logLevel, secrets: [...secretsOf(config), ...vendorSecrets(variable)] });
      const stopped = untilStopped();
      const worker = hasWorker ? workerCommand(file, logLevel, overrides.database) : undefined;
      const starting = startControlPlane(config, { environment: variable, log, worker });
      const controlPlane = await unlessStopped(starting, stopped);
      const { url, database } = controlPlane;
      stdout.write(`${JSON.stringify({ url, publicUrl: config.publicUrl, database })}\n`);
      log.info({ url, database }, "ready");
      const signal = await stopped;
      log.info({ signal }, "stopping after the open requests are answered; a second signal stops at once");
      await controlPlane.close();
      log.info("stopped");
      leave();
    },
  });
}

/** The command line that runs this program as a worker with the same configuration. */
function workerCommand(file: string, logLevel: string, database: string | undefined): [string, ...string[]] {
  const options = [
    "--config",
    file,
    "--log-level",
    logLevel,
    ...(database === undefined ? [] : ["--database", database]),
  ];
  return [process.execPath, ...process.execArgv, process.argv[1] ?? "", "worker", ...options];
}

interface Overrides {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly database?: string | undefined;
}

function withOverrides(config: ControlPlaneConfig, { host, port, database }: Overrides): ControlPlaneConfig {
  return {
    ...withDatabase(config, database),
    listen: { host: host ?? config.listen.host, port: port ?? config.listen.port },
  };
}
