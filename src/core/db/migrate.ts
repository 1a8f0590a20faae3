import { errorText } from "@marketplane/providers/error-text.ts";
import { type Kysely, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import { controlPlane } from "./migrations/0001-control-plane.ts";
import { reconciler } from "./migrations/0002-reconciler.ts";
import { drift } from "./migrations/0003-drift.ts";
import { fewerIndexes } from "./migrations/0004-fewer-indexes.ts";
import { operatorSessions } from "./migrations/0005-operator-sessions.ts";
import { operatorsConsole } from "./migrations/0006-console.ts";
import { panel } from "./migrations/0007-panel.ts";
import { declarations } from "./migrations/0008-declarations.ts";
import { conditions } from "./migrations/0013-conditions.ts";
import { logins } from "./migrations/0016-logins.ts";
import { usageInParts } from "./migrations/0017-usage-in-parts.ts";
import { appUsers } from "./migrations/0018-app-users.ts";
import { leftObjects } from "./migrations/0019-left-objects.ts";
import { staleStates } from "./migrations/0020-stale-states.ts";
import { loginSpellings } from "./migrations/0021-login-spellings.ts";
import { driftWords } from "./migrations/0022-drift-words.ts";
import { largeFleets } from "./migrations/0025-large-fleets.ts";
import { withoutTimeLimits } from "./session-settings.ts";
import type { Tables } from "./tables.ts";

/** All migrations by name, oldest first. A released migration is never edited. */
const migrations: Readonly<Record<string, Migration>> = {
  "0001-control-plane": controlPlane,
  "0002-reconciler": reconciler,
  "0003-drift": drift,
  "0004-fewer-indexes": fewerIndexes,
  "0005-operator-sessions": operatorSessions,
  "0006-console": operatorsConsole,
  "0007-panel": panel,
  "0008-declarations": declarations,
  "0013-conditions": conditions,
  "0016-logins": logins,
  "0017-usage-in-parts": usageInParts,
  "0018-app-users": appUsers,
  "0019-left-objects": leftObjects,
  "0020-stale-states": staleStates,
  "0021-login-spellings": loginSpellings,
  "0022-drift-words": driftWords,
  "0025-large-fleets": largeFleets,
};

/**
 * The duration of a migration depends on the size of the tables, so time limits for requests must not apply.
 */
const withoutLimits: Readonly<Record<string, Migration>> = Object.fromEntries(
  Object.entries(migrations).map(([name, { up }]) => [
    name,
    {
      up: async (db) => {
        await withoutTimeLimits.execute(db);
        await up(db);
      },
    },
  ]),
);

/**
 * Migrates the tables to the latest, or to the given migration. Safe in several processes at once. Returns
 * the names of the executed migrations. Throws if a newer version has migrated this database.
 */
export async function migrate(db: Kysely<Tables>, to?: string): Promise<string[]> {
  assertKnown(await listApplied(db));
  const migrator = new Migrator({ db, provider: { getMigrations: async () => withoutLimits } });
  const { error, results } = to === undefined ? await migrator.migrateToLatest() : await migrator.migrateTo(to);
  if (error !== undefined) {
    const failed = results?.find(({ status }) => status === "Error");
    throw new Error(
      `The database could not be migrated${failed ? ` (${failed.migrationName})` : ""}: ${errorText(error)}`,
      {
        cause: error,
      },
    );
  }
  return (results ?? []).map(({ migrationName }) => migrationName);
}

/** The names of the executed migrations, oldest first. */
export async function listApplied(db: Kysely<Tables>): Promise<string[]> {
  const table = await sql<{ name: string | null }>`select to_regclass('kysely_migration')::text as name`.execute(db);
  if ((table.rows[0]?.name ?? null) === null) {
    return [];
  }
  const applied = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return applied.rows.map(({ name }) => name);
}

/** The migrations that the database still needs. */
export async function listPending(db: Kysely<Tables>): Promise<string[]> {
  const applied = new Set(await listApplied(db));
  return Object.keys(migrations).filter((name) => !applied.has(name));
}

/** Throws if this version does not know one of the migrations. */
export function assertKnown(names: readonly string[]): void {
  const unknown = names.filter((name) => !Object.hasOwn(migrations, name));
  if (unknown.length === 0) {
    return;
  }
  throw new Error(
    `The database is newer than this version of marketplane, which does not know the migration ${unknown.join(", ")}: start the newer version, or restore a backup from before the upgrade`,
  );
}
