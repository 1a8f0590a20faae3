import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { placeTenant } from "../../../../src/core/ledger/place-tenant.ts";

const id = fc.stringMatching(/^[a-z]{26}$/);
const shard = fc
  .tuple(fc.integer({ min: 0, max: 15 }), fc.stringMatching(/^[01]{0,4}$/))
  .map(([first, bits]) => `shard-${String(first).padStart(2, "0")}${bits === "" ? "" : `-${bits}`}`);
const splits = fc.array(shard, { maxLength: 40 }).map((all) => new Set(all));

describe("the shard of a tenant", () => {
  it("is the same every time, and never a split shard", () => {
    fc.assert(
      fc.property(id, splits, (tenant, split) => {
        const place = placeTenant(tenant, split);
        expect(placeTenant(tenant, split)).toBe(place);
        expect(split.has(place)).toBe(false);
      }),
    );
  });

  it("changes only if that shard is split, to one of its halves", () => {
    fc.assert(
      fc.property(id, splits, shard, (tenant, split, further) => {
        const before = placeTenant(tenant, split);
        const after = placeTenant(tenant, new Set([...split, further]));
        if (further !== before) {
          return void expect(after).toBe(before);
        }
        const bits = before.includes("-", 6) ? before : `${before}-`;
        expect([`${bits}0`, `${bits}1`].some((half) => after.startsWith(half))).toBe(true);
      }),
    );
  });

  it("is evenly spread, also after a split", () => {
    const ids = fc.sample(id, { numRuns: 4_000, seed: 1 });
    const counts = Map.groupBy(ids, (tenant) => placeTenant(tenant));
    expect(counts.size).toBe(16);
    for (const tenants of counts.values()) {
      expect(Math.abs(tenants.length - 250)).toBeLessThan(80);
    }
    const halves = Map.groupBy(counts.get("shard-00") ?? [], (tenant) => placeTenant(tenant, new Set(["shard-00"])));
    expect([...halves.keys()].sort()).toEqual(["shard-00-0", "shard-00-1"]);
    for (const tenants of halves.values()) {
      expect(tenants.length).toBeGreaterThan(70);
    }
  });
});
