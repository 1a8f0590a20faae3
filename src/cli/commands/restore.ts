import { z } from "zod";
import { restore } from "../../core/backup/restore.ts";
import { readConfig } from "../../core/config/read-config.ts";
import { secretsOf } from "../../core/config/secrets-of.ts";
import { openDatabase } from "../../core/db/open-database.ts";
import { withInputFile } from "../../core/output/read-input.ts";
import { createLogger } from "../../core/telemetry/create-logger.ts";
import { type CommandEnvironment, print } from "../kernel/command-environment.ts";
import { configOption, jsonOption } from "../kernel/common-options.ts";
import { defineCommand, defineOption } from "../kernel/define-command.ts";
import { withProgress } from "../kernel/with-progress.ts";

type Restored = Awaited<ReturnType<typeof restore>>;

/** marketplane restore: fills an empty database, embedded or external, from a backup of either kind. */
export function restoreCommand(environment: CommandEnvironment) {
  return defineCommand({
    name: "restore",
    description: "Fill an empty database from a file of marketplane backup, completely or not at all",
    example: "marketplane restore --input backup.gz",
    options: {
      config: { ...configOption, description: "configuration file that names the database to fill" },
      input: defineOption({
        value: "<file>",
        description: "file to restore, or - for standard input",
        schema: z.string({ error: "is required: the file that marketplane backup wrote" }).min(1, "must not be empty"),
      }),
      json: jsonOption,
    },
    async handler({ config: file, input, json }) {
      const config = readConfig(file, environment.variable);
      const log = createLogger({ level: "warn", secrets: secretsOf(config) });
      const database = await openDatabase(config.database, log, { name: "marketplane-restore" });
      try {
        const restored = await withProgress(environment.stderr, "restoring the backup", () =>
          withInputFile(input, (path) => restore(database.db, path)),
        );
        print(environment, restored, { json, toText });
      } finally {
        await database.close();
      }
    },
  });
}

function toText({ createdAt, rows, auditHead }: Restored): string {
  return [
    `restored as of ${createdAt}: ${rows.tenants} tenants`,
    `audit log intact, ${auditHead.seq} entries`,
    `head: ${auditHead.hash}`,
    "",
  ].join("\n");
}
