import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { listPending, migrate } from "../../../src/db/migrate.ts";
import { hasDatabase, useDatabase } from "../../support/database.ts";

describe.skipIf(!hasDatabase)("migrations", () => {
  const use = useDatabase();

  test("a second run changes nothing", async () => {
    const { db } = use.database;
    expect(await migrate(db)).toEqual([]);
    expect(await listPending(db)).toEqual([]);
  });

  for (const statement of ["update audit set actor = 'x'", "delete from audit", "truncate audit"]) {
    test(`the audit log refuses: ${statement}`, async () => {
      await expect(sql.raw(statement).execute(use.database.db)).rejects.toThrow("append-only");
    });
  }
});
