import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { historyPruner } from "../../../../../src/fleet/reconciler/engine/prune-history.ts";
import { hasDatabase, useDatabase } from "../../../../support/database.ts";

const project = "marketplane";

describe.skipIf(!hasDatabase)("the engine's run records in a database", () => {
  const store = useDatabase();

  it("are deleted every few runs, except the last twenty of the stack", async () => {
    const { db, url } = store.database;
    const database = new URL(url).pathname.slice(1);
    await sql`create table engine_state (key text primary key, data json not null)`.execute(db);
    const add = async (stack: string, run: number) => {
      for (const kind of ["history", "checkpoint"]) {
        const key = `${database}/.pulumi/history/${project}/${stack}/${stack}-${1_700_000_000_000_000_000n + BigInt(run)}.${kind}.json`;
        await sql`insert into engine_state values (${key}, '{}')`.execute(db);
      }
    };
    const others = [
      `${database}/.pulumi/stacks/${project}/shard-00.json`,
      `${database}/.pulumi/locks/organization/${project}/shard-00/1.json`,
    ];
    for (const key of others) {
      await sql`insert into engine_state values (${key}, '{}')`.execute(db);
    }
    for (let run = 0; run < 30; run += 1) {
      await add("shard-00", run);
    }
    for (let run = 0; run < 25; run += 1) {
      await add("shard-01", run);
    }
    const keys = async () => {
      const { rows } = await sql<{ key: string }>`select key from engine_state order by key`.execute(db);
      return rows.map(({ key }) => key);
    };
    const warnings: string[] = [];
    const backendUrl = `${url.replace("postgresql:", "postgres:")}?sslmode=disable&table=engine_state`;
    const prune = historyPruner({ backendUrl, project, warn: (message) => warnings.push(message) });

    await prune("shard-00");

    const left = await keys();
    expect(left.filter((key) => key.includes("history/marketplane/shard-00/"))).toHaveLength(40);
    expect(left.filter((key) => key.includes("history/marketplane/shard-01/"))).toHaveLength(50);
    expect(left).toEqual(expect.arrayContaining(others));
    expect(left.some((key) => key.includes("shard-00-1700000000000000009."))).toBe(false);
    expect(left.some((key) => key.includes("shard-00-1700000000000000010."))).toBe(true);
    await add("shard-00", 30);
    await prune("shard-00");
    expect((await keys()).length, "not after each run").toBe(left.length + 2);
    expect(warnings).toEqual([]);
  });

  it("cause a warning and no failure if they cannot be deleted", async () => {
    const warnings: string[] = [];
    const { url } = store.database;
    const prune = historyPruner({ backendUrl: `${url}?table=absent`, project, warn: (text) => warnings.push(text) });
    await prune("shard-00");
    expect(warnings.join()).toMatch(/could not delete.*absent/);
  });
});

describe("the engine's run records in an object store", () => {
  it("are left to the object store's retention rules", async () => {
    const fail = (message: string) => {
      throw new Error(message);
    };
    await historyPruner({ backendUrl: "s3://bucket", project, warn: fail })("shard-00");
  });
});
