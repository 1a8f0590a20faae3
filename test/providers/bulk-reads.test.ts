import { describe, expect, it } from "vitest";
import { BulkReads } from "../../providers/bulk-reads.ts";
import { collect } from "../support/collect.ts";
import { FakeClock } from "../support/fake-clock.ts";

interface Item {
  readonly id: string;
  readonly version: number;
}

/** A vendor whose objects can be changed and whose calls are counted. */
function vendorOf(ids: readonly string[]) {
  const objects = new Map(ids.map((id) => [id, { id, version: 1 }]));
  const hidden = new Set<string>();
  const calls = { get: 0, list: 0 };
  const clock = new FakeClock();
  const reads = new BulkReads<Item>(
    {
      get: async (_scope, id) => {
        calls.get += 1;
        return objects.get(id);
      },
      list: async function* () {
        calls.list += 1;
        yield* [...objects.values()].filter(({ id }) => !hidden.has(id));
      },
      idOf: ({ id }) => id,
    },
    clock,
  );
  return { objects, hidden, calls, clock, reads };
}

const ids = Array.from({ length: 100 }, (_, index) => `id-${index}`);

describe("BulkReads", () => {
  it("lists a scope once and answers every later read from that listing", async () => {
    const { calls, reads } = vendorOf(ids);

    const listed = await collect(reads.list("zone"));
    const items = await Promise.all(ids.map((id) => reads.read("zone", id)));

    expect(items).toEqual(listed);
    expect(calls).toEqual({ get: 0, list: 1 });
  });

  it("reads the first three objects by id and all others from one listing", async () => {
    const { calls, reads } = vendorOf(ids);

    const items = await Promise.all(ids.map((id) => reads.read("zone", id)));

    expect(items.map((item) => item?.id)).toEqual(ids);
    expect(calls).toEqual({ get: 3, list: 1 });
  });

  it("lists each scope separately", async () => {
    const { calls, reads } = vendorOf(ids);

    await Promise.all(["one", "two"].flatMap((scope) => ids.map((id) => reads.read(scope, id))));

    expect(calls).toEqual({ get: 6, list: 2 });
  });

  it("does not report an object as gone only because a listing lacks it", async () => {
    const { hidden, calls, reads } = vendorOf(ids);
    hidden.add("id-50");
    await Promise.all(ids.slice(0, 10).map((id) => reads.read("zone", id)));

    expect(await reads.read("zone", "id-50")).toEqual({ id: "id-50", version: 1 });
    expect(await reads.read("zone", "id-unknown")).toBeUndefined();
    expect(calls.get).toBe(5);
  });

  it("shows its own writes at once, and other changes once the listing is too old", async () => {
    const { objects, clock, reads } = vendorOf(ids);
    await Promise.all(ids.map((id) => reads.read("zone", id)));
    objects.set("id-9", { id: "id-9", version: 2 });

    expect((await reads.read("zone", "id-9"))?.version).toBe(1);
    reads.clear();
    expect((await reads.read("zone", "id-9"))?.version).toBe(2);
    objects.set("id-9", { id: "id-9", version: 3 });
    clock.advance(30_001);
    expect((await reads.read("zone", "id-9"))?.version).toBe(3);
  });
});
