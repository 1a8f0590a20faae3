import type { Kysely } from "kysely";
import type { ControlPlaneConfig } from "../core/config/control-plane-config.ts";
import { readConfig } from "../core/config/read-config.ts";
import type { Environment } from "../core/config/resolve-references.ts";
import { secretsOf } from "../core/config/secrets-of.ts";
import { listApplied, migrate } from "../core/db/migrate.ts";
import { openDatabase } from "../core/db/open-database.ts";
import type { Tables } from "../core/db/tables.ts";
import { createLogger } from "../core/telemetry/create-logger.ts";

interface DatabaseOptions {
  /** The configuration's file. */
  readonly config: string;
  readonly environment: Environment;
  /** Makes the tables where no control plane has been yet, instead of refusing. */
  readonly mayBeNew?: boolean;
}

/** Works on the control plane's database, while the control plane runs, too. */
export async function withControlPlaneDatabase<Result>(
  { config: file, environment, mayBeNew = false }: DatabaseOptions,
  work: (db: Kysely<Tables>, config: ControlPlaneConfig) => Promise<Result>,
): Promise<Result> {
  const config = readConfig(file, environment);
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
