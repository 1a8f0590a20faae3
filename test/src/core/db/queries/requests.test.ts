import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { insertRequests, pruneRequests } from "../../../../../src/core/db/queries/requests.ts";
import { hasDatabase, useDatabase } from "../../../../support/database.ts";

const now = new Date("2026-11-22T08:00:00Z");
const dayMs = 86_400_000;

describe.skipIf(!hasDatabase)("the recorded requests", () => {
  const held = useDatabase();
  beforeEach(() => held.database.db.deleteFrom("requests").execute());

  const record = (marketplace: "clevercloud" | null, ageDays: number, path: string) => {
    const at = new Date(now.getTime() - ageDays * dayMs);
    const request = { method: "GET", path, route: null, tenantId: null, headers: {}, body: null, replayOf: null };
    const entry = { id: randomUUID(), at, marketplace, status: 404, answer: null, durationMs: 1.5, ...request };
    return insertRequests(held.database.db, [entry]);
  };
  const prune = async (retention: { days: number; requestsMax: number; strangersMax: number }) => {
    await pruneRequests(held.database.db, retention, now);
    const kept = await held.database.db.selectFrom("requests").select("path").orderBy("at", "desc").execute();
    return kept.map(({ path }) => path);
  };

  test("are kept for the configured number of days", async () => {
    for (const [age, path] of [
      [0.5, "/new"],
      [1.99, "/nearly"],
      [2.01, "/old"],
    ] as const) {
      await record("clevercloud", age, path);
    }
    expect(await prune({ days: 2, requestsMax: 10, strangersMax: 10 })).toEqual(["/new", "/nearly"]);
  });

  test("keep the newest of the marketplaces' requests, even if many strangers call", async () => {
    for (let index = 1; index <= 6; index += 1) {
      await record(null, index / 100, `/scan-${index}`);
      await record("clevercloud", index, `/cc-${index}`);
    }
    const retention = { days: 30, requestsMax: 2, strangersMax: 3 };
    expect(await prune(retention)).toEqual(["/scan-1", "/scan-2", "/scan-3", "/cc-1", "/cc-2"]);
    expect(await prune(retention)).toHaveLength(5);
  });

  test("are kept while there is room for them", async () => {
    expect(await prune({ days: 1, requestsMax: 1, strangersMax: 1 })).toEqual([]);
    await record("clevercloud", 0, "/one");
    expect(await prune({ days: 1, requestsMax: 1, strangersMax: 1 })).toEqual(["/one"]);
  });
});
