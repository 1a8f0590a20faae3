import { describe, expect, it, onTestFinished } from "vitest";
import { openDatabase } from "../../../../src/core/db/open-database.ts";
import { startControlPlane } from "../../../../src/process/start-control-plane.ts";
import { checkDatabase } from "../../../../src/tools/doctor/check-database.ts";
import { asSuperuser, createDatabase, hasDatabase } from "../../../support/database.ts";
import { testConfig } from "../../../support/service-context.ts";
import { silentLog } from "../../../support/silent-log.ts";

/** The URL of a database that accepts this many connections. */
async function databaseWith(limit: number): Promise<string> {
  const url = await createDatabase();
  const name = new URL(url).pathname.slice(1);
  await asSuperuser((client) => client.query(`alter database ${name} connection limit ${limit}`));
  return url;
}

describe.skipIf(!hasDatabase)("a server that allows few connections", () => {
  it("is refused at start and by doctor, with the required number and the setting that fits", async () => {
    const url = await databaseWith(13);
    const config = testConfig({ database: { url }, listen: { port: 0 } });
    await expect(startControlPlane(config, { environment: () => undefined, log: silentLog })).rejects.toThrow(
      "allows 13 connections, but up to 14 are needed (1 × (database.connections + 4)): raise max_connections, or the limit of the role or the database, or set database.connections to 9 at most",
    );
    expect(await checkDatabase({ url, folder: "unused" }, silentLog)).toMatchObject({
      status: "problem",
      detail: expect.stringContaining("up to 28 are needed"),
    });
  });

  it("is accepted if database.connections fits it", async () => {
    const url = await databaseWith(14);
    expect(await checkDatabase({ url, folder: "unused", connections: 3 }, silentLog)).toMatchObject({ status: "ok" });
    const { db, close } = await openDatabase({ url, folder: "unused", connections: 3 }, silentLog);
    onTestFinished(close);
    const open = Array.from({ length: 10 }, () => db.selectNoFrom((select) => select.val(1).as("one")).execute());
    expect(await Promise.all(open)).toHaveLength(10);
  });
});
