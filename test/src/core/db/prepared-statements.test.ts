import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { openDatabase } from "../../../../src/core/db/open-database.ts";
import { prepared } from "../../../../src/core/db/prepared-statements.ts";
import { createDatabase, hasDatabase } from "../../../support/database.ts";
import { silentLog } from "../../../support/silent-log.ts";

describe.skipIf(!hasDatabase)("a prepared statement", () => {
  it("is parsed once on a connection, whatever it is asked, and no other is kept", async () => {
    const database = await openDatabase({ url: await createDatabase(), folder: "unused" }, silentLog);
    try {
      const { answers, kept } = await database.db.connection().execute(async (connection) => {
        const add = (left: number, right: number) =>
          sql<{ sum: number }>`${prepared} select ${left}::integer + ${right}::integer as sum`.execute(connection);
        await sql`select ${1}::integer`.execute(connection);
        const results = [await add(1, 2), await add(20, 30)];
        const listed = await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(
          connection,
        );
        return { answers: results.flatMap(({ rows }) => rows), kept: listed.rows };
      });
      expect(answers).toEqual([{ sum: 3 }, { sum: 50 }]);
      expect(kept).toEqual([{ statement: expect.stringContaining("$1::integer + $2::integer as sum") }]);
    } finally {
      await database.close();
    }
  });
});
