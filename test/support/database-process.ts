import { sql } from "kysely";
import { migrate } from "../../src/core/db/migrate.ts";
import { openDatabase } from "../../src/core/db/open-database.ts";
import { silentLog } from "./silent-log.ts";

// node database-process.ts migrate|write FOLDER|URL: a separate process that migrates a database, or writes
// into it until it is killed and prints every acknowledged row on a line.

const writers = 4;
const [, , task = "", place = ""] = process.argv;
const config = place.startsWith("postgres") ? { url: place, folder: "unused" } : { folder: place };

const database = await openDatabase(config, silentLog);
if (task === "migrate") {
  process.stdout.write(`${JSON.stringify(await migrate(database.db))}\n`);
  await database.close();
} else {
  await sql`create table if not exists written (id text primary key)`.execute(database.db);
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
}

async function write(writer: number): Promise<never> {
  for (let n = 0; ; n += 1) {
    const id = `${process.pid}-${writer}-${n}`;
    await sql`insert into written values (${id})`.execute(database.db);
    process.stdout.write(`${id}\n`);
  }
}
