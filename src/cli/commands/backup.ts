import { z } from "zod";
import { backUp } from "../../core/backup/back-up.ts";
import { readConfig } from "../../core/config/read-config.ts";
import { secretsOf } from "../../core/config/secrets-of.ts";
import { openDatabase } from "../../core/db/open-database.ts";
import { isStandardOutput } from "../../core/output/write-output.ts";
import { createLogger } from "../../core/telemetry/create-logger.ts";
import { type CommandEnvironment, print } from "../kernel/command-environment.ts";
import { configOption, jsonOption } from "../kernel/common-options.ts";
import { defineCommand, defineOption } from "../kernel/define-command.ts";
import { withProgress } from "../kernel/with-progress.ts";

/** marketplane backup: a consistent snapshot of the database in a file. */
export function backupCommand(environment: CommandEnvironment) {
  return defineCommand({
    name: "backup",
    description: "Write the whole database to a file; works while the control plane runs",
    example: "marketplane backup --output backup.gz",
    options: {
      config: configOption,
      output: defineOption({
        value: "<file>",
        description:
          "file to write, or - for standard output; an existing file is replaced once the new one is complete; it contains personal data",
        schema: z.string({ error: "is required: the file to write" }).min(1, "must not be empty"),
      }),
      json: jsonOption,
    },
    async handler({ config: file, output, json }) {
      const config = readConfig(file, environment.variable);
      const log = createLogger({ level: "warn", secrets: secretsOf(config) });
      const database = await openDatabase(config.database, log, { name: "marketplane-backup", joins: true });
      try {
        const { rows, sha256 } = await withProgress(environment.stderr, "writing the backup", () =>
          backUp(database.db, output, environment.now()),
        );
        const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
        const stdout = isStandardOutput(output) ? environment.stderr : environment.stdout;
        const toText = () => `${output}: ${total} rows, ${rows.tenants} tenants\n`;
        print({ stdout }, { output, rows, sha256 }, { json, toText });
      } finally {
        await database.close();
      }
    },
  });
}
