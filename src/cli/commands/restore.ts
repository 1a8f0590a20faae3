import { z } from "zod";
import { restore } from "../../core/backup/restore.ts";
import { readConfig } from "../../core/config/read-config.ts";
import type { Environment } from "../../core/config/resolve-references.ts";
import { secretsOf } from "../../core/config/secrets-of.ts";
import { openDatabase } from "../../core/db/open-database.ts";
import { withInputFile } from "../../core/output/read-input.ts";
import { createLogger } from "../../core/telemetry/create-logger.ts";
import { defineCommand } from "../define-command.ts";

const Options = z.strictObject({
  config: z.string().default("marketplane.yaml"),
  input: z.string({ error: "is required: the file that marketplane backup wrote" }).min(1, "must not be empty"),
  json: z.boolean().default(false),
});

/** marketplane restore: fills an empty database from a backup, whichever kind of database that was made of. */
export function restoreCommand(environment: Environment) {
  return defineCommand({
    name: "restore",
    description: "Fills an empty database from a file of marketplane backup, all of it or nothing",
    flags: {
      "--config <file>": "configuration that names the database to fill (default: marketplane.yaml)",
      "--input <file>": "file to restore, or - for standard input",
      "--json": "prints JSON",
    },
    options: Options,
    async handler({ config: configFile, input, json }) {
      const config = readConfig(configFile, environment);
      const log = createLogger({ level: "warn", secrets: secretsOf(config) });
      const database = await openDatabase(config.database, log, { name: "marketplane-restore" });
      try {
        const restored = await withInputFile(input, (file) => restore(database.db, file));
        const { createdAt, rows, auditHead } = restored;
        process.stdout.write(
          json
            ? `${JSON.stringify(restored)}\n`
            : `restored as of ${createdAt}: ${rows.tenants} tenants\naudit log intact, ${auditHead.seq} entries\nhead: ${auditHead.hash}\n`,
        );
      } finally {
        await database.close();
      }
    },
  });
}
