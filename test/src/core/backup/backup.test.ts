import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { sql } from "kysely";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { backUp } from "../../../../src/core/backup/back-up.ts";
import { restore } from "../../../../src/core/backup/restore.ts";
import { listTables } from "../../../../src/core/db/list-tables.ts";
import { listApplied, migrate } from "../../../../src/core/db/migrate.ts";
import { type Database, openDatabase } from "../../../../src/core/db/open-database.ts";
import { startReconcileQueue } from "../../../../src/core/queue/reconcile-queue.ts";
import { createDatabase, hasDatabase } from "../../../support/database.ts";
import { openLedger, provision } from "../../../support/ledger.ts";
import { silentLog } from "../../../support/silent-log.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const open = {
  embedded: async () => openDatabase({ folder: await temporaryFolder() }, silentLog),
  external: async () => openDatabase({ url: await createDatabase(), folder: "unused" }, silentLog),
};

async function openEmpty(kind: Database["kind"]): Promise<Database> {
  const database = await open[kind]();
  onTestFinished(() => database.close());
  return database;
}

/** A database that a control plane has used, with values that are easily damaged by a copy. */
async function openFilled(kind: Database["kind"]): Promise<Database> {
  const database = await openEmpty(kind);
  await migrate(database.db);
  await underLedger(database, async (submit) => {
    await Promise.all(Array.from({ length: 30 }, (_, n) => submit(`addon_${n}`)));
  });
  const [tenant] = await database.db.selectFrom("tenants").select("id").limit(1).execute();
  const number = "12345678901234567890.123456789012345678";
  await sql`
    insert into usage (tenant_id, period, report_key, cost, source, reported_at)
      values (${tenant?.id}, '2026-11', ${'a "key"\nof two lines \u{1F600}'}, ${number}, 'product', now());
  `.execute(database.db);
  await sql`insert into facts values ('exact', ${`{"number": ${number}, "[": ["end", {}]}`}::jsonb)`.execute(
    database.db,
  );
  await sql`insert into runs (shard, worker, started_at, duration_ms, outcome, tenants, changes, failures)
    values ('shard-00', 'one', now(), 5, 'converged', '[]', '[]', '[]')`.execute(database.db);
  return database;
}

async function underLedger(
  database: Database,
  work: (submit: (externalId: string) => Promise<string>) => Promise<void>,
): Promise<void> {
  const queue = await startReconcileQueue({ ...database, log: silentLog });
  const ledger = openLedger(database, queue);
  try {
    await work((externalId) =>
      ledger.submit(provision(externalId, "small", [`${externalId.replace("_", "-")}.example.com`])),
    );
  } finally {
    await ledger.close();
    await queue.stop();
  }
}

/** Every row of every table, as PostgreSQL prints it. */
async function contentOf({ db }: Pick<Database, "db">): Promise<Record<string, string[]>> {
  const content: Record<string, string[]> = {};
  for (const table of await listTables(db)) {
    const { rows } = await sql<{ line: string }>`select t::text as line from ${sql.table(table)} t order by 1`.execute(
      db,
    );
    content[table] = rows.map(({ line }) => line);
  }
  return content;
}

async function backupOf(database: Database): Promise<string> {
  const file = join(await temporaryFolder(), "backup.gz");
  await backUp(database.db, file, new Date());
  return file;
}

describe.skipIf(!hasDatabase)("a backup", () => {
  test.each([
    ["embedded", "external"],
    ["external", "embedded"],
    ["external", "external"],
  ] as const)("of an %s database restores the same rows in an %s one, which continues from there", async (from, to) => {
    const source = await openFilled(from);
    const target = await openEmpty(to);
    const restored = await restore(target.db, await backupOf(source));
    expect(await contentOf(target)).toEqual(await contentOf(source));
    expect(restored.rows).toMatchObject({ tenants: 30, audit: 30, facts: 1, runs: 1 });
    expect(await migrate(target.db)).toEqual([]);
    await underLedger(target, async (submit) => {
      const { id } = await source.db
        .selectFrom("tenants")
        .select("id")
        .where("externalId", "=", "addon_3")
        .executeTakeFirstOrThrow();
      expect(await submit("addon_3")).toBe(id);
      await submit("addon_new");
    });
    await sql`insert into runs (shard, worker, started_at, duration_ms, outcome, tenants, changes, failures)
      select shard, worker, started_at, duration_ms, outcome, tenants, changes, failures from runs`.execute(target.db);
  });

  test("made under load is consistent: every tenant has its claim and its audit entry", async () => {
    const source = await openFilled("external");
    const file = join(await temporaryFolder(), "backup.gz");
    let submitted = 0;
    await underLedger(source, async (submit) => {
      let isDone = false;
      const load = Array.from({ length: 8 }, async (_, writer) => {
        for (let n = 0; !isDone; n += 1) {
          await submit(`addon_${writer}_${n}`.replaceAll("_", "-"));
          submitted += 1;
        }
      });
      await expect.poll(() => submitted).toBeGreaterThan(20);
      await backUp(source.db, file, new Date());
      isDone = true;
      await Promise.all(load);
    });
    const target = await openEmpty("external");
    const { rows, auditHead } = await restore(target.db, file);
    expect(rows.tenants).toBeGreaterThan(50);
    expect(rows).toMatchObject({ hostname_claims: rows.tenants, audit: rows.tenants });
    expect(auditHead.seq).toBe(rows.tenants);
  });

  test("is readable only by its owner, replaces the previous one, and leaves no temporary file", async () => {
    const source = await openFilled("external");
    const file = join(await temporaryFolder(), "backup.gz");
    await writeFile(file, "the one before", { mode: 0o644 });
    await backUp(source.db, file, new Date());
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(dirname(file))).toEqual(["backup.gz"]);
    expect((await restore((await openEmpty("external")).db, file)).rows.tenants).toBe(30);
  });

  test("is refused for a database without a control plane, and writes nothing", async () => {
    const folder = await temporaryFolder();
    const { db } = await openEmpty("external");
    await expect(backUp(db, join(folder, "backup.gz"), new Date())).rejects.toThrow("nothing to back up");
    expect(await readdir(folder)).toEqual([]);
  });
});

describe.skipIf(!hasDatabase)("a restore", () => {
  let good: Buffer;
  beforeAll(async () => {
    const source = await open.external();
    await migrate(source.db);
    await underLedger(source, async (submit) => {
      for (const n of [1, 2, 3]) {
        await submit(`addon_${n}`);
      }
    });
    const folder = await mkdtemp(join(tmpdir(), "marketplane-test-"));
    await backUp(source.db, join(folder, "backup.gz"), new Date());
    good = gunzipSync(await readFile(join(folder, "backup.gz")));
    await rm(folder, { recursive: true });
    await source.close();
  });

  async function expectRefused(content: Buffer, why: RegExp): Promise<void> {
    const file = join(await temporaryFolder(), "backup.gz");
    await writeFile(file, content);
    const { db } = await openEmpty("external");
    await expect(restore(db, file)).rejects.toThrow(why);
    expect(await listTables(db)).toEqual([]);
    expect(await listApplied(db)).toEqual([]);
  }

  test.each([0, 1, 15, 0.3, 0.9, -1])("of a file truncated at %s is refused, and nothing is changed", async (at) => {
    const zipped = gzipSync(good);
    const length = at < 0 ? zipped.length + at : at < 1 ? Math.floor(zipped.length * at) : at;
    await expectRefused(zipped.subarray(0, length), /damaged, truncated|is empty|is truncated/);
  });

  test("of a file with missing lines is refused, and nothing is changed", async () => {
    const lines = good.toString().split("\n");
    await expectRefused(gzipSync(lines.slice(0, -2).join("\n")), /truncated/);
    await expectRefused(gzipSync(lines.toSpliced(5, 1).join("\n")), /does not match its checksum/);
    await expectRefused(gzipSync(`${lines.join("\n")}["rows","tenants"]\n`), /data follows its end/);
  });

  test("of a file with a changed byte is refused, and nothing is changed", async () => {
    const zipped = gzipSync(good);
    const at = Math.floor(zipped.length / 2);
    await expectRefused(Buffer.from(zipped.with(at, (zipped[at] ?? 0) ^ 1)), /damaged/);
    await expectRefused(gzipSync(good.toString().replace("addon_2", "addon_9")), /does not match its checksum/);
  });

  test("of another kind of file is refused with an explanation", async () => {
    await expectRefused(Buffer.from("create table tenants ();"), /not a backup of marketplane/);
    await expectRefused(gzipSync('{"format":"other"}\n'), /not a backup of marketplane/);
    await expectRefused(
      gzipSync(good.toString().replace('"version":1', '"version":2')),
      /newer version of marketplane/,
    );
    await expectRefused(gzipSync(good.toString().replace("0001-control-plane", "9999-later")), /damaged|checksum/);
  });

  test("of a file with a rewritten audit log is refused even if its checksum is right", async () => {
    const { db } = await openEmpty("external");
    const source = await open.external();
    await migrate(source.db);
    await sql`insert into audit values (1, now(), 'x', 'y', null, '{}', '', 'no hash of it')`.execute(source.db);
    const file = await backupOf(source);
    await source.close();
    await expect(restore(db, file)).rejects.toThrow(/changed before the backup, at entry 1/);
    expect(Object.values(await contentOf({ db })).flat()).toEqual([]);
  });

  test("into a database with a single row is refused, and changes nothing", async () => {
    const file = join(await temporaryFolder(), "backup.gz");
    await writeFile(file, gzipSync(good));
    const target = await openEmpty("external");
    await migrate(target.db);
    await sql`insert into facts values ('here', '{}')`.execute(target.db);
    const before = await contentOf(target);
    await expect(restore(target.db, file)).rejects.toThrow("is not empty (table facts has rows)");
    expect(await contentOf(target)).toEqual(before);
  });

  test("of an older program's backup migrates it", async () => {
    const source = await openEmpty("external");
    await migrate(source.db, "0001-control-plane");
    await sql`insert into facts values ('old', '{}')`.execute(source.db);
    const target = await openEmpty("external");
    await restore(target.db, await backupOf(source));
    expect(await migrate(target.db)).toEqual([]);
    expect(await target.db.selectFrom("facts").select("name").execute()).toEqual([{ name: "old" }]);
  });

  test("that is interrupted leaves the database empty and can be repeated", async () => {
    const file = join(await temporaryFolder(), "backup.gz");
    await writeFile(file, gzipSync(good));
    const target = await openEmpty("external");
    await migrate(target.db);
    await sql`alter table hostname_claims add constraint broken check (false)`.execute(target.db);
    await expect(restore(target.db, file)).rejects.toThrow("broken");
    expect(Object.values(await contentOf(target)).flat()).toEqual([]);
    await sql`alter table hostname_claims drop constraint broken`.execute(target.db);
    expect((await restore(target.db, file)).rows.tenants).toBe(3);
  });
});
