import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { hasDatabase } from "../../../../support/database.ts";
import { provision } from "../../../../support/ledger.ts";
import { useConsole } from "../console-fixture.ts";

describe.skipIf(!hasDatabase)("the console's shards", () => {
  const fixture = useConsole();
  const shardOf = async (id: string) =>
    (await fixture.context.db.selectFrom("tenants").select("shard").where("id", "=", id).executeTakeFirstOrThrow())
      .shard;

  beforeAll(async () => {
    expect(await (await fixture.operator("read")).read("/console/shards")).toContain("No shards yet.");
  });

  test("show their workers, due work, failures and moves", async () => {
    const { db, ledger } = fixture.context;
    const id = await ledger.submit(provision("addon_shard"));
    const shard = await shardOf(id);
    const reader = await fixture.operator("read");
    expect(await reader.read("/console/shards")).toContain("1 due");

    const retryAt = new Date(Date.now() + 3_600_000);
    await db.insertInto("attempts").values({ tenantId: id, generation: 1, failures: 3, retryAt }).execute();
    await db.insertInto("moves").values({ tenantId: id, fromShard: shard, toShard: "shard-99" }).execute();
    expect(await reader.read("/console/shards")).toMatch(/1 failing.*1 out/s);

    const leaseUntil = sql<Date>`now() + interval '1 minute'`;
    await db
      .insertInto("shards")
      .values({ name: shard, leaseToken: 1, leaseHolder: "worker-1", leaseUntil, isRunning: true })
      .execute();
    expect(await reader.read("/console/shards")).toMatch(/Running.*worker-1/s);
    const page = await reader.read(`/console/shards/${shard}`);
    expect(page).toMatch(/worker-1.*Pending moves.*Out.*shard-99/s);
    expect(page).toContain("No runs yet.");
  });

  test("have pages of fifty, in the order of their names", async () => {
    const { db } = fixture.context;
    const names = Array.from({ length: 60 }, (_, n) => `shard-98-${String(n).padStart(2, "0")}`);
    await db
      .insertInto("shards")
      .values(
        names.map((name) => ({
          ...{ name, leaseToken: 1, leaseHolder: "worker-2", isRunning: false },
          leaseUntil: sql<Date>`now()`,
        })),
      )
      .execute();
    await db
      .insertInto("runs")
      .values(
        names.map((shard) => ({
          ...{ shard, worker: "worker-2", startedAt: new Date(), durationMs: 1, outcome: "converged" as const },
          ...{ tenants: "[]", changes: "{}", failures: "[]" },
        })),
      )
      .execute();
    const reader = await fixture.operator("read");
    const shown = (page: string) => [...new Set(page.match(/shard-98-\d\d/g))];
    const first = await reader.read("/console/shards");
    const next = /href="(\/console\/shards\?after=[^"]+)"/.exec(first)?.[1] ?? "no link to the next page";
    const second = await reader.read(next);
    expect([...shown(first), ...shown(second)].filter((name) => names.includes(name)).sort()).toEqual(
      expect.arrayContaining(names),
    );
    expect(shown(first).length).toBeLessThan(60);
    expect(second).not.toContain("Next shards");
  });

  test("that do not exist say so", async () => {
    const reader = await fixture.operator("read");
    expect((await reader.get("/console/shards/shard-77")).status).toBe(404);
  });
});
