/**
 * SQL belongs to the modules of the tables in core and fleet. http, process, cli and project contain none.
 */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const query = /\.(?:selectFrom|updateTable|insertInto|deleteFrom)\(|\bsql(?:<[^`]*>)?`/;

/** Files of a folder that contain SQL. */
function filesWithSql(folder: string): string[] {
  return globSync(`${folder}/**/*.ts`, { cwd: root }).filter((file) =>
    query.test(readFileSync(join(root, file), "utf8")),
  );
}

test.each(["src/http", "src/process", "src/cli", "src/project"])("%s contains no SQL", (folder) => {
  expect(filesWithSql(folder)).toEqual([]);
});

test("the search finds the SQL of the folder with the tenants' queries", () => {
  const found = filesWithSql("src/core/ledger");
  expect(found).toContain("src/core/ledger/tenants.ts");
  expect(query.test("const { rows } = await sql<{ at: Date }>`select 1`.execute(db)")).toBe(true);
});
