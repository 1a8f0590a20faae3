import { z } from "zod";
import { backUp } from "../../core/backup/back-up.ts";
import { readConfig } from "../../core/config/read-config.ts";
import type { Environment } from "../../core/config/resolve-references.ts";
import { secretsOf } from "../../core/config/secrets-of.ts";
import { openDatabase } from "../../core/db/open-database.ts";
import { isStandardOutput } from "../../core/output/write-output.ts";
import { createLogger } from "../../core/telemetry/create-logger.ts";
import { defineCommand } from "../define-command.ts";

const Options = z.strictObject({
  config: z.string().default("marketplane.yaml"),
  output: z.string({ error: "is required: the file to write" }).min(1, "must not be empty"),
  json: z.boolean().default(false),
});

/** marketplane backup: everything that the database holds, as of one moment, in a file. */
export function backupCommand(environment: Environment) {
  return defineCommand({
    name: "backup",
    description: "Writes everything that the database holds into a file; while the control plane runs, too",
    flags: {
      "--config <file>": "configuration (default: marketplane.yaml)",
      "--output <file>":
        "file to write, replaced once the new one is complete, or - for standard output; it holds personal data",
      "--json": "prints JSON",
    },
    options: Options,
    async handler({ config: configFile, output, json }) {
      const config = readConfig(configFile, environment);
      const log = createLogger({ level: "warn", secrets: secretsOf(config) });
      const database = await openDatabase(config.database, log, { name: "marketplane-backup", joins: true });
      try {
        const { rows, sha256 } = await backUp(database.db, output, new Date());
        const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
        const summary = isStandardOutput(output) ? process.stderr : process.stdout;
        summary.write(
          json
            ? `${JSON.stringify({ output, rows, sha256 })}\n`
            : `${output}: ${total} rows, ${rows.tenants} tenants\n`,
        );
      } finally {
        await database.close();
      }
    },
  });
}
