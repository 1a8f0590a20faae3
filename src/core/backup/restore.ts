import { isDeepStrictEqual } from "node:util";
import { type Kysely, sql, type Transaction } from "kysely";
import { listTables } from "../db/list-tables.ts";
import { assertKnown, listApplied, migrate } from "../db/migrate.ts";
import { withoutTimeLimits } from "../db/session-settings.ts";
import type { Tables } from "../db/tables.ts";
import { verifyChain } from "../ledger/audit-chain.ts";
import { readAudit } from "../ledger/audit-log.ts";
import type { BackupHeader, BackupTrailer } from "./backup-format.ts";
import { checkBackup, readBackup } from "./read-backup.ts";

/** The result of a restore. */
export interface Restored {
  readonly createdAt: string;
  readonly rows: Readonly<Record<string, number>>;
  /** Number and hash of the last entry of the audit log. */
  readonly auditHead: { readonly seq: number; readonly hash: string };
}

const batchRowsMax = 500;
const batchCharactersMax = 4_000_000;

/**
 * Restores a backup into an empty database, and migrates it to this version. The whole file is checked before
 * the first write. All rows are inserted in one transaction, which is rolled back if the audit log is not
 * intact. Vendors are not called. Jobs are not part of a backup: at its start the queue enqueues all shards
 * that need one.
 */
export async function restore(db: Kysely<Tables>, file: string): Promise<Restored> {
  const { header, trailer } = await checkBackup(file);
  assertKnown(header.migrations);
  await assertEmpty(db);
  await migrateAsThen(db, header);
  const auditHead = await db.transaction().execute(async (transaction) => {
    await withoutTimeLimits.execute(transaction);
    await lockTables(transaction);
    await assertEmpty(transaction);
    await load(transaction, file, trailer);
    await setCounters(transaction);
    return verifyAudit(transaction, file);
  });
  await migrate(db);
  return { createdAt: header.createdAt, rows: trailer.rows, auditHead };
}

async function assertEmpty(db: Kysely<Tables>): Promise<void> {
  for (const table of await listTables(db)) {
    const { rows } = await sql`select from ${sql.table(table)} limit 1`.execute(db);
    if (rows.length === 0) {
      continue;
    }
    throw new Error(
      `The database is not empty (table ${table} has rows): restore into a new database, then change database.url`,
    );
  }
}

/** The rows fit the tables at the migrations of the backup. */
async function migrateAsThen(db: Kysely<Tables>, { migrations }: BackupHeader): Promise<void> {
  const applied = await listApplied(db);
  if (applied.some((name) => !migrations.includes(name))) {
    throw new Error("The database's tables are newer than the backup: restore into a database that has no tables");
  }
  await migrate(db, migrations.at(-1));
}

/** A control plane that starts during the restore waits for these locks. */
async function lockTables(transaction: Transaction<Tables>): Promise<void> {
  const tables = (await listTables(transaction)).map((table) => sql.table(table));
  await sql`lock table ${sql.join(tables)} in access exclusive mode`.execute(transaction);
  await sql`set constraints all deferred`.execute(transaction);
}

async function load(transaction: Transaction<Tables>, file: string, checked: BackupTrailer): Promise<void> {
  const batch = new Batch(transaction);
  for await (const part of readBackup(file)) {
    if (part.kind === "row") {
      await batch.add(part.table, part.json);
    }
    if (part.kind === "trailer" && !isDeepStrictEqual(part.trailer, checked)) {
      throw new Error(`${file} changed while it was being restored`);
    }
  }
  await batch.flush();
}

/** The columns that rows are inserted with: all but those that the server derives. */
async function listColumns(transaction: Transaction<Tables>, table: string): Promise<string[]> {
  const { rows } = await sql<{ column: string }>`
    select attname::text as column from pg_attribute
    where attrelid = ${`"${table}"`}::regclass and attnum > 0 and not attisdropped and attgenerated = ''`.execute(
    transaction,
  );
  return rows.map(({ column }) => column);
}

/** Rows of one table, inserted by one statement. */
class Batch {
  readonly #transaction: Transaction<Tables>;
  #table = "";
  #rows: string[] = [];
  #characters = 0;

  constructor(transaction: Transaction<Tables>) {
    this.#transaction = transaction;
  }

  async add(table: string, json: string): Promise<void> {
    const isFull = this.#rows.length >= batchRowsMax || this.#characters >= batchCharactersMax;
    if (isFull || table !== this.#table) {
      await this.flush();
    }
    this.#table = table;
    this.#rows.push(json);
    this.#characters += json.length;
  }

  async flush(): Promise<void> {
    if (this.#rows.length > 0) {
      const table = sql.table(this.#table);
      const columns = sql.join((await listColumns(this.#transaction, this.#table)).map((column) => sql.ref(column)));
      await sql`
        insert into ${table} (${columns}) overriding system value
        select ${columns} from jsonb_populate_recordset(null::${table}, ${`[${this.#rows.join(",")}]`}::jsonb)
      `.execute(this.#transaction);
    }
    this.#rows = [];
    this.#characters = 0;
  }
}

/** Sequences continue after the highest restored value. */
async function setCounters(transaction: Transaction<Tables>): Promise<void> {
  const { rows } = await sql<{ table: string; column: string; sequence: string }>`
    select relname::text as table, attname::text as column, pg_get_serial_sequence(quote_ident(relname), attname) as sequence
    from pg_class join pg_attribute on attrelid = pg_class.oid
    where relnamespace = current_schema()::regnamespace and relkind = 'r' and attnum > 0 and not attisdropped
      and pg_get_serial_sequence(quote_ident(relname), attname) is not null
  `.execute(transaction);
  for (const { table, column, sequence } of rows) {
    await sql`
      select setval(${sequence}, max(${sql.ref(column)})) from ${sql.table(table)} having max(${sql.ref(column)}) is not null
    `.execute(transaction);
  }
}

async function verifyAudit(transaction: Transaction<Tables>, file: string): Promise<Restored["auditHead"]> {
  const verdict = await verifyChain(readAudit(transaction));
  if (verdict.isIntact) {
    return verdict.head;
  }
  throw new Error(
    `${file} was not restored: its audit log was changed before the backup, at entry ${verdict.seq}: ${verdict.what}`,
  );
}
