import type { Kysely } from "kysely";
import type { ControlPlaneConfig } from "../../core/config/control-plane-config.ts";
import { readConfig } from "../../core/config/read-config.ts";
import { secretsOf } from "../../core/config/secrets-of.ts";
import { listApplied, migrate } from "../../core/db/migrate.ts";
import { openDatabase } from "../../core/db/open-database.ts";
import type { Tables } from "../../core/db/tables.ts";
import { createLogger } from "../../core/telemetry/create-logger.ts";
import type { CommandEnvironment } from "./command-environment.ts";

interface DatabaseOptions {
  /** The configuration file. */
  readonly config: string;
  readonly environment: CommandEnvironment;
  /** Creates the tables if no control plane has used this database yet, instead of refusing. */
  readonly mayBeNew?: boolean;
}

/** Opens the control plane's database for a piece of work; the control plane may be running. */
export async function withControlPlaneDatabase<Result>(
  { config: file, environment, mayBeNew = false }: DatabaseOptions,
  work: (db: Kysely<Tables>, config: ControlPlaneConfig) => Promise<Result>,
): Promise<Result> {
  const config = readConfig(file, environment.variable);
  const log = createLogger({ level: "warn", secrets: secretsOf(config) });
  const { db, close } = await openDatabase(config.database, log, { name: "marketplane-cli", joins: true });
  try {
    if ((await listApplied(db)).length === 0) {
      if (!mayBeNew) {
        throw new Error("the database holds no control plane yet: is this the right one?");
      }
      await migrate(db);
    }
    return await work(db, config);
  } finally {
    await close();
  }
}
