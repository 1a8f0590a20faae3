import { z } from "zod";
import type { ControlPlaneConfig } from "../../core/config/control-plane-config.ts";
import { readConfig } from "../../core/config/read-config.ts";
import type { Environment } from "../../core/config/resolve-references.ts";
import { secretsOf } from "../../core/config/secrets-of.ts";
import { vendorSecrets } from "../../core/config/vendor-settings.ts";
import { createLogger } from "../../core/telemetry/create-logger.ts";
import { startControlPlane } from "../../process/start-control-plane.ts";
import { DatabaseOption, databaseFlag, withDatabase } from "../database-option.ts";
import { defineCommand } from "../define-command.ts";
import { leave, unlessStopped, untilStopped } from "../stop-signals.ts";

const Port = z
  .string()
  .regex(/^\d{1,5}$/, "must be a number from 0 to 65535")
  .transform(Number)
  .pipe(z.number().max(65_535, "must be a number from 0 to 65535"));

const Options = z.strictObject({
  config: z.string().default("marketplane.yaml"),
  host: z.string().min(1).optional(),
  port: Port.optional(),
  worker: z.boolean().default(true),
  database: DatabaseOption.optional(),
  logLevel: z.enum(["debug", "info", "warn", "error"], { error: "must be debug, info, warn or error" }).default("info"),
});

/** marketplane serve: the control plane, after one JSON line that says where; the log goes to standard error. */
export function serveCommand(environment: Environment) {
  return defineCommand({
    name: "serve",
    description: "The control plane: answers the marketplaces and keeps what every customer should have",
    flags: {
      "--config <file>": "configuration (default: marketplane.yaml)",
      "--host <address>": "address to listen on instead of listen.host",
      "--port <number>": "port to listen on instead of listen.port; 0 picks a free one",
      ...databaseFlag,
      "--no-worker": "records what is ordered and leaves the vendors' part to `marketplane worker` elsewhere",
      "--log-level <level>": "debug, info, warn or error (default: info)",
    },
    options: Options,
    async handler({ config: file, logLevel, worker: hasWorker, ...overrides }) {
      const config = withOverrides(readConfig(file, environment), overrides);
      const log = createLogger({ level: logLevel, secrets: [...secretsOf(config), ...vendorSecrets(environment)] });
      const stopped = untilStopped();
      const worker = hasWorker ? workerCommand(file, logLevel, overrides.database) : undefined;
      const controlPlane = await unlessStopped(startControlPlane(config, { environment, log, worker }), stopped);
      const { url, database } = controlPlane;
      process.stdout.write(`${JSON.stringify({ url, publicUrl: config.publicUrl, database })}\n`);
      log.info({ url, database }, "ready");
      const signal = await stopped;
      log.info({ signal }, "stopping: requests under way are answered first, another signal ends at once");
      await controlPlane.close();
      log.info("stopped");
      leave();
    },
  });
}

/** This very program as a worker with the same configuration. */
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

function withOverrides(
  config: ControlPlaneConfig,
  { host, port, database }: Pick<z.output<typeof Options>, "host" | "port" | "database">,
): ControlPlaneConfig {
  return {
    ...withDatabase(config, database),
    listen: { host: host ?? config.listen.host, port: port ?? config.listen.port },
  };
}
