import { join } from "node:path";
import { sql } from "kysely";
import { describe, expect, onTestFinished, test } from "vitest";
import { backUp } from "../../../../src/core/backup/back-up.ts";
import { restore } from "../../../../src/core/backup/restore.ts";
import { migrate } from "../../../../src/core/db/migrate.ts";
import { type Database, openDatabase } from "../../../../src/core/db/open-database.ts";
import { withoutTimeLimits } from "../../../../src/core/db/session-settings.ts";
import { verifyChain } from "../../../../src/core/ledger/audit-chain.ts";
import { readAudit } from "../../../../src/core/ledger/audit-log.ts";
import { startReconcileQueue } from "../../../../src/core/queue/reconcile-queue.ts";
import { createToken, findOperator, listTokens, revokeTokens } from "../../../../src/core/sign-in/operator-tokens.ts";
import { asSuperuser, createDatabase, hasDatabase } from "../../../support/database.ts";
import { openLedger, provision } from "../../../support/ledger.ts";
import { silentLog } from "../../../support/silent-log.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

async function open(url: string): Promise<Database> {
  const database = await openDatabase({ url, folder: "unused" }, silentLog);
  onTestFinished(() => database.close());
  return database;
}

const nameOf = (url: string) => new URL(url).pathname.slice(1);

/** URL of a new database, with `settings` on the database or on its own role. */
async function createDatabaseWith(settings: readonly string[], holder: "database" | "role"): Promise<string> {
  const url = new URL(await createDatabase());
  const name = nameOf(url.href);
  await asSuperuser(async (client) => {
    if (holder === "role") {
      await client.query(`create role role_${name} login superuser password 's3cret'`);
      url.username = `role_${name}`;
      url.password = "s3cret";
    }
    const target = holder === "role" ? `role role_${name} in database ${name}` : `database ${name}`;
    for (const setting of settings) {
      await client.query(`alter ${target} set ${setting}`);
    }
  });
  return url.href;
}

const now = new Date();
const hourMs = 3_600_000;

async function expectOperatorsWork({ db }: Database): Promise<void> {
  const work = (name: string) => ({ db, name, actor: "system", now });
  const good = await createToken(work("good"), "read", hourMs);
  const expiring = await createToken(work("expiring"), "write", hourMs);
  const revoked = await createToken(work("revoked"), "write", undefined);
  expect(await findOperator(db, good, now)).toMatchObject({ name: "good" });
  expect(await findOperator(db, revoked, now)).toMatchObject({ name: "revoked" });
  expect(await revokeTokens(work("revoked"))).toBe(1);
  expect(await findOperator(db, revoked, now)).toBeUndefined();
  expect(await findOperator(db, expiring, new Date(now.getTime() + hourMs))).toBeUndefined();
  const tokens = await listTokens(db);
  expect(tokens.map(({ createdAt }) => createdAt.getTime())).toEqual([now, now, now].map((each) => each.getTime()));
}

async function expectLedgerWorks(database: Database): Promise<void> {
  const queue = await startReconcileQueue({ ...database, log: silentLog });
  const ledger = openLedger(database, queue);
  try {
    const id = await ledger.submit(provision("addon_1", "small", ["shop.example.com"]));
    expect(await ledger.submit(provision("addon_1", "small", ["shop.example.com"]))).toBe(id);
    expect(await queue.countWaiting()).toBe(1);
  } finally {
    await ledger.close();
    await queue.stop();
  }
  await expect(sql`delete from audit`.execute(database.db)).rejects.toThrow("append-only");
  expect(await verifyChain(readAudit(database.db))).toMatchObject({ isIntact: true });
}

async function expectBackupWorks({ db }: Database): Promise<void> {
  const file = join(await temporaryFolder(), "backup.gz");
  await backUp(db, file, now);
  const target = await open(await createDatabase());
  const { rows } = await restore(target.db, file);
  expect(rows).toMatchObject({ tenants: 1, operator_tokens: 3 });
  expect(await timesOf(target.db)).toEqual(await timesOf(db));
}

const timesOf = (db: Database["db"]) => db.selectFrom("tenants").select(["createdAt", "changedAt"]).execute();

/** Settings that an operator, a database image or another program's set-up script may leave. */
const strange = [
  ["datestyle to 'German'"],
  ["datestyle to 'SQL, DMY'"],
  ["datestyle to 'Postgres, MDY'"],
  ["timezone to 'Asia/Kathmandu'", "intervalstyle to 'sql_standard'"],
  ["client_encoding to 'LATIN1'", "bytea_output to 'escape'", "extra_float_digits to '-15'"],
  ["standard_conforming_strings to off", "escape_string_warning to off", "backslash_quote to on"],
  ["search_path to 'pg_catalog'"],
  ["search_path to 'nowhere'"],
  ["default_transaction_isolation to 'serializable'", "array_nulls to off", "transform_null_equals to on"],
  ["session_replication_role to 'replica'", "row_security to off", "quote_all_identifiers to on"],
  ["statement_timeout to '30s'", "idle_session_timeout to '1s'", "synchronous_commit to off"],
];

describe.skipIf(!hasDatabase)("the settings of a database or a role", () => {
  test.each(
    strange.flatMap((settings) => (["database", "role"] as const).map((holder) => [settings, holder] as const)),
  )("%j of a %s do not affect operators, orders and backups", async (settings, holder) => {
    const database = await open(await createDatabaseWith(settings, holder));
    await migrate(database.db);
    await expectOperatorsWork(database);
    await expectLedgerWorks(database);
    await expectBackupWorks(database);
  });

  test("end no connection for being idle", async () => {
    const { db } = await open(await createDatabaseWith(["idle_session_timeout to '1h'"], "role"));
    const { rows } = await sql`select current_setting('idle_session_timeout') as idle`.execute(db);
    expect(rows).toEqual([{ idle: "0" }]);
  });

  test("cannot hide tables if changed later: the control plane keeps its schema", async () => {
    const url = await createDatabase();
    const first = await open(url);
    await migrate(first.db);
    await sql`create schema other`.execute(first.db);
    await sql.raw(`alter database ${nameOf(url)} set search_path to other, public`).execute(first.db);
    const second = await open(url);
    expect(await migrate(second.db)).toEqual([]);
    expect(await listTokens(second.db)).toEqual([]);
  });

  test("choose the schema of a database without tables, by the search path", async () => {
    const url = await createDatabaseWith(["search_path to cp"], "database");
    const first = await open(url);
    await sql`create schema cp`.execute(first.db);
    const second = await open(url);
    await migrate(second.db);
    const { rows } = await sql`select schemaname from pg_tables where tablename = 'tenants'`.execute(second.db);
    expect(rows).toEqual([{ schemaname: "cp" }]);
  });

  test("do not end a backup or a migration by a time limit", async () => {
    const limits = ["statement_timeout to '1h'", "idle_in_transaction_session_timeout to '1h'", "lock_timeout to '1h'"];
    const { db } = await open(await createDatabaseWith(limits, "database"));
    const shown = await db.transaction().execute(async (transaction) => {
      await withoutTimeLimits.execute(transaction);
      const { rows } = await sql`select current_setting('statement_timeout') as statement,
        current_setting('idle_in_transaction_session_timeout') as idle, current_setting('lock_timeout') as lock`.execute(
        transaction,
      );
      return rows;
    });
    expect(shown).toEqual([{ statement: "0", idle: "0", lock: "0" }]);
  });

  test("are reported by name if they disable the audit log's trigger, and the database is refused", async () => {
    const url = new URL(await createDatabase());
    const name = nameOf(url.href);
    await asSuperuser(async (client) => {
      await client.query(`create role role_${name} login password 's3cret'`);
      await client.query(`alter database ${name} owner to role_${name}`);
      await client.query(`alter role role_${name} set session_replication_role to 'replica'`);
    });
    url.username = `role_${name}`;
    url.password = "s3cret";
    await expect(open(url.href)).rejects.toThrow(/session_replication_role/);
  });
});

describe.skipIf(!hasDatabase)("a database with an encoding other than UTF-8", () => {
  test.each(["LATIN1", "SQL_ASCII"])(
    "such as %s is refused with a working command that creates a UTF-8 database",
    async (encoding) => {
      const url = new URL(await createDatabase());
      const name = `${nameOf(url.href)}_odd`;
      await asSuperuser((client) =>
        client.query(`create database ${name} encoding '${encoding}' locale 'C' template template0`),
      );
      url.pathname = `/${name}`;
      const failure = await open(url.href).then(
        () => "none",
        (error: Error) => error.message,
      );
      expect(failure).toContain(`has the encoding ${encoding}`);
      const command = /CREATE DATABASE .* TEMPLATE template0/.exec(failure)?.[0] ?? "";
      await asSuperuser((client) => client.query(command));
      url.pathname = `/${name}_utf8`;
      await migrate((await open(url.href)).db);
    },
  );
});

describe.skipIf(!hasDatabase)("an unreadable time", () => {
  test.each(["infinity", "0044-03-15 BC", "12026-01-01"])("such as %s fails its statement", async (time) => {
    const { db } = await open(await createDatabase());
    await expect(sql`select ${time}::timestamptz as at`.execute(db)).rejects.toThrow("returned");
    expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
  });

  test("of a token makes every token invalid", async () => {
    const { db } = await open(await createDatabase());
    await migrate(db);
    const token = await createToken({ db, name: "x", actor: "system", now }, "read", undefined);
    await sql`update operator_tokens set created_at = '-infinity'`.execute(db);
    await expect(findOperator(db, token, now)).rejects.toThrow("returned");
  });
});
