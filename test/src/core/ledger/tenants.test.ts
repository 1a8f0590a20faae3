import { beforeAll, describe, expect, it } from "vitest";
import { InvalidCursorError } from "../../../../src/core/ledger/tenant-cursor.ts";
import { findTenant, listTenants, type TenantFilter } from "../../../../src/core/ledger/tenants.ts";
import { hasDatabase } from "../../../support/database.ts";
import { alter, provision, useLedger } from "../../../support/ledger.ts";

describe.skipIf(!hasDatabase)("the list of tenants", () => {
  const test = useLedger();
  const namesOf = async (filter: TenantFilter) => {
    const { tenants } = await listTenants(test.database.db, { filter, limit: 100 });
    return tenants.map(({ externalId }) => externalId).toSorted();
  };

  beforeAll(async () => {
    const provisions = [
      provision("a", "small", ["a.shop.example"]),
      provision("b_1", "large"),
      provision("bx1", "large"),
    ];
    await Promise.all(provisions.map((change) => test.ledger.submit(change)));
    await test.ledger.submit(alter("b_1", { state: "suspended" }));
    const c = { source: "cloudflare-app", externalId: "c" } as const;
    const asked = provision("c");
    await test.ledger.submit({
      ...asked,
      key: c,
      decide: (_, { newId }) => ({
        answer: newId,
        next: {
          ...{ ...c, id: newId, state: "active", plan: "small", marketplace: {} },
          desired: { members: [], hostnames: [], counters: {}, owner: { login: "Carla@Example.com" } },
        },
      }),
    });
  });

  it.each<[TenantFilter, string[]]>([
    [{}, ["a", "b_1", "bx1", "c"]],
    [{ source: "cloudflare-app" }, ["c"]],
    [{ plan: "large" }, ["b_1", "bx1"]],
    [{ plan: "large", state: "active" }, ["bx1"]],
    [{ condition: { type: "Ready", status: "false" } }, ["a", "b_1", "bx1", "c"]],
    [{ condition: { type: "Ready", status: "true" } }, []],
    [{ condition: { type: "Licensed" } }, ["a", "b_1", "bx1", "c"]],
    [{ isConverged: false }, ["a", "b_1", "bx1", "c"]],
    [{ isConverged: true }, []],
    [{ search: "B_1" }, ["b_1"]],
    [{ search: "carla@" }, ["c"]],
    [{ search: "A.SHOP" }, ["a"]],
    [{ search: "%" }, []],
    [{ search: "a\u0000" }, []],
  ])("filtered by %j contains the tenants that meet all of it", async (filter, expected) => {
    expect(await namesOf(filter)).toEqual(expected);
  });

  it("is filtered by id and by shard, too", async () => {
    const found = await findTenant(test.database.db, { source: "clevercloud", externalId: "a" });
    if (found === undefined) {
      throw new Error("the tenant is not found by its external key");
    }

    expect(await findTenant(test.database.db, { id: found.id })).toEqual(found);
    expect(await namesOf({ search: found.id.toUpperCase().slice(3, 20) })).toEqual(["a"]);
    expect(await namesOf({ shard: found.shard })).toContain("a");
    expect(await findTenant(test.database.db, { id: "none" })).toBeUndefined();
    expect(await findTenant(test.database.db, { id: "\u0000" })).toBeUndefined();
  });

  it("returns each tenant once, newest first, page by page, even if tenants are added meanwhile", async () => {
    // Four with the same time, so that a page ends between tenants of one time.
    await Promise.all(["p1", "p2", "p3", "p4"].map((name) => test.ledger.submit(provision(name, "paged"))));
    const { tenants: all } = await listTenants(test.database.db, { limit: 100 });
    const seen: string[] = [];
    for (let cursor: string | undefined, page = 0; page === 0 || cursor !== undefined; page += 1) {
      const { tenants, next } = await listTenants(test.database.db, { limit: 2, cursor });
      seen.push(...tenants.map(({ id }) => id));
      await test.ledger.submit(provision(`added ${page}`));
      cursor = next;
    }

    expect(seen).toEqual(all.map(({ id }) => id));
    const times = all.map(({ createdAt }) => createdAt.getTime());
    expect(times).toEqual(times.toSorted((left, right) => right - left));
  });

  it.each(["", "x", "bm9uZQ", Buffer.from("1 \u0000").toString("base64url")])(
    "refuses the cursor %j",
    async (cursor) => {
      await expect(listTenants(test.database.db, { limit: 2, cursor })).rejects.toThrow(InvalidCursorError);
    },
  );
});
