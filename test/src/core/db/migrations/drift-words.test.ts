import { sql } from "kysely";
import { describe, expect, it, onTestFinished } from "vitest";
import { migrate } from "../../../../../src/core/db/migrate.ts";
import { openDatabase } from "../../../../../src/core/db/open-database.ts";
import { createDatabase, hasDatabase } from "../../../../support/database.ts";
import { silentLog } from "../../../../support/silent-log.ts";

const fingerprint = "0123456789abcdef".repeat(2);

async function migrated() {
  const database = await openDatabase({ url: await createDatabase(), folder: "unused" }, silentLog);
  onTestFinished(() => database.close());
  const { db } = database;
  await migrate(db, "0021-login-spellings");
  await sql`insert into drift_runs (worker, started_at, asked_by) values ('one', '2026-01-01', 'operator:jane')`.execute(
    db,
  );
  await sql`insert into drift_findings
      (fingerprint, kind, severity, stack, finding, first_seen_at, last_seen_at, closed_at, is_told_open)
    values (${fingerprint}, 'changed', 'error', 'shard-00', ${JSON.stringify({ fingerprint, isRemediatedByUp: true })}::jsonb,
      '2026-01-01', '2026-01-02', null, true)`.execute(db);
  await sql`insert into drift_tasks (kind, fingerprint, tenant_id, asked_by, asked_at, ended_at, outcome) values
    ('search', null, null, 'operator:jane', '2026-01-01', '2026-01-02', 'done'),
    ('cure', ${fingerprint}, 'abc', 'operator:jane', '2026-01-02', '2026-01-03', 'cured'),
    ('cure', ${fingerprint}, 'abc', 'operator:joe', '2026-01-04', null, null)`.execute(db);
  await migrate(db);
  return db;
}

describe.skipIf(!hasDatabase)("the drift tables of an earlier version", () => {
  it("keep their scans, findings and tasks under the current names", async () => {
    const db = await migrated();

    expect(await db.selectFrom("driftScans").selectAll().execute()).toMatchObject([
      { worker: "one", requestedBy: "operator:jane" },
    ]);
    expect(await db.selectFrom("driftFindings").selectAll().execute()).toMatchObject([
      { fingerprint, isNotifiedOpen: true, finding: { fingerprint, isRemediatedByUp: true } },
    ]);
    expect(await db.selectFrom("driftTasks").selectAll().orderBy("id").execute()).toMatchObject([
      { kind: "scan", requestedBy: "operator:jane", outcome: "done" },
      { kind: "remediate", requestedAt: new Date("2026-01-02T00:00:00Z"), outcome: "remediated" },
      { kind: "remediate", requestedBy: "operator:joe", outcome: null },
    ]);
  });

  it("still refuse a second identical task", async () => {
    const db = await migrated();
    const task = {
      kind: "remediate",
      fingerprint,
      tenantId: "abc",
      requestedBy: "operator:jane",
      requestedAt: new Date(),
    } as const;
    const open = { worker: null, startedAt: null, heldUntil: null, endedAt: null, outcome: null, reason: null };

    await expect(
      db
        .insertInto("driftTasks")
        .values({ ...task, ...open })
        .execute(),
    ).rejects.toThrow("drift_tasks_unfinished");
  });
});
