import { createHash } from "node:crypto";
import { pipeline } from "node:stream";
import { createGzip } from "node:zlib";
import { type Kysely, sql, type Transaction } from "kysely";
import { listTables } from "../db/list-tables.ts";
import { listApplied } from "../db/migrate.ts";
import { withoutTimeLimits } from "../db/session-settings.ts";
import type { Tables } from "../db/tables.ts";
import { writeOutput } from "../output/write-output.ts";
import type { BackupHeader, BackupTrailer } from "./backup-format.ts";

const rowsPerFetch = 200;

/**
 * Writes a snapshot of every table to `output` while the control plane keeps running. Only the owner can read
 * the file. An existing file is replaced after the new one is complete and on disk. Memory use is constant.
 */
export async function backUp(db: Kysely<Tables>, output: string, now: Date): Promise<BackupTrailer> {
  return db
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute((snapshot) => writeSnapshot(snapshot, output, now));
}

async function writeSnapshot(snapshot: Transaction<Tables>, output: string, now: Date): Promise<BackupTrailer> {
  await withoutTimeLimits.execute(snapshot);
  const migrations = await listApplied(snapshot);
  if (migrations.length === 0) {
    throw new Error("There is nothing to back up: the database has no tables of the control plane");
  }
  const header: BackupHeader = { format: "marketplane-backup", version: 1, migrations, createdAt: now.toISOString() };
  const hash = createHash("sha256");
  const rows: Record<string, number> = {};
  let trailer: BackupTrailer | undefined;

  async function* toText(): AsyncGenerator<string> {
    for await (const lines of readSnapshot(snapshot, header, rows)) {
      const text = lines.map((line) => `${line}\n`).join("");
      hash.update(text);
      yield text;
    }
    trailer = { rows, sha256: hash.digest("hex") };
    yield `${JSON.stringify(["end", trailer])}\n`;
  }

  const zipped = pipeline(toText, createGzip(), () => undefined);
  try {
    await writeOutput(output, zipped, { mode: 0o600 });
  } finally {
    zipped.destroy();
  }
  if (trailer === undefined) {
    throw new Error("The backup was interrupted");
  }
  return trailer;
}

/** Yields the lines before the trailer in batches, and counts each table's rows. */
async function* readSnapshot(
  snapshot: Transaction<Tables>,
  header: BackupHeader,
  rows: Record<string, number>,
): AsyncGenerator<string[]> {
  yield [JSON.stringify(header)];
  for (const table of await listTables(snapshot)) {
    yield [JSON.stringify(["rows", table])];
    let count = 0;
    for await (const lines of readRows(snapshot, table)) {
      count += lines.length;
      yield lines;
    }
    rows[table] = count;
  }
}

async function* readRows(snapshot: Transaction<Tables>, table: string): AsyncGenerator<string[]> {
  await sql`declare backup no scroll cursor for select to_jsonb(t)::text as line from ${sql.table(table)} t`.execute(
    snapshot,
  );
  for (;;) {
    const { rows } = await sql<{ line: string }>`fetch ${sql.lit(rowsPerFetch)} from backup`.execute(snapshot);
    if (rows.length === 0) {
      break;
    }
    yield rows.map(({ line }) => line);
  }
  await sql`close backup`.execute(snapshot);
}
