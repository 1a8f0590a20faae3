import { describe, expect, test } from "vitest";
import type { JournalEntry } from "../../../../src/http/journal/journal-entry.ts";
import { JournalQueue } from "../../../../src/http/journal/journal-queue.ts";

function entry(id: string, body = "", marketplace: JournalEntry["marketplace"] = "clevercloud"): JournalEntry {
  const request = { method: "POST", path: "", route: null, headers: {}, body };
  return {
    id,
    at: new Date(0),
    marketplace,
    status: 200,
    answer: null,
    durationMs: 1,
    replayOf: null,
    ...request,
  };
}

/** A queue whose batches are written when the test says so. */
function openQueue(charactersMax?: number) {
  const batches: string[][] = [];
  const losses: { count: number; error?: unknown }[] = [];
  const due: (() => void)[] = [];
  const gates: PromiseWithResolvers<void>[] = [];
  const queue = new JournalQueue({
    async write(batch) {
      batches.push(batch.map(({ id }) => id));
      const gate = Promise.withResolvers<void>();
      gates.push(gate);
      await gate.promise;
    },
    onLoss: (count, error) => losses.push({ count, ...(error !== undefined && { error }) }),
    later: (run) => due.push(run),
    ...(charactersMax !== undefined && { charactersMax }),
  });
  return { queue, batches, losses, due, gates };
}

describe("the journal's queue", () => {
  test("accepts an entry at once and writes it later, in batches of a hundred, in order", async () => {
    const { queue, batches, due, gates } = openQueue();
    for (let index = 0; index < 250; index += 1) {
      queue.add(entry(String(index)));
    }
    expect(batches).toEqual([]);
    expect(due).toHaveLength(1);
    const flushed = queue.flush();
    for (let batch = 0; batch < 3; batch += 1) {
      await expect.poll(() => gates.length).toBe(batch + 1);
      gates[batch]?.resolve();
    }
    await flushed;
    expect(batches.map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(batches.flat()).toEqual(Array.from({ length: 250 }, (_, index) => String(index)));
  });

  test("writes entries that arrive during a write without another trigger", async () => {
    const { queue, batches, due, gates } = openQueue();
    queue.add(entry("a"));
    due[0]?.();
    await expect.poll(() => gates.length).toBe(1);
    queue.add(entry("b"));
    expect(due).toHaveLength(2);
    gates[0]?.resolve();
    await expect.poll(() => gates.length).toBe(2);
    gates[1]?.resolve();
    await queue.flush();
    expect(batches).toEqual([["a"], ["b"]]);
  });

  test("holds a bounded amount, and reports lost entries", async () => {
    const { queue, batches, losses, gates } = openQueue(1000);
    for (const id of ["a", "b", "c", "d"]) {
      queue.add(entry(id, "x".repeat(400)));
    }
    const flushed = queue.flush();
    await expect.poll(() => gates.length).toBe(1);
    gates[0]?.resolve();
    await flushed;
    expect(batches).toEqual([["a", "b"]]);
    expect(losses).toEqual([{ count: 2 }]);
    queue.add(entry("e", "x".repeat(900)));
    const again = queue.flush();
    await expect.poll(() => gates.length).toBe(2);
    gates[1]?.resolve();
    await again;
    expect(batches.at(-1)).toEqual(["e"]);
  });

  test("reserves half of its room for the marketplaces, even if many strangers call", async () => {
    const { queue, batches, losses, gates } = openQueue(1000);
    for (const id of ["s", "t", "u"]) {
      queue.add(entry(id, "x".repeat(240), null));
    }
    for (const id of ["a", "b"]) {
      queue.add(entry(id, "x".repeat(240)));
    }
    const flushed = queue.flush();
    await expect.poll(() => gates.length).toBe(1);
    gates[0]?.resolve();
    await flushed;
    expect([batches, losses]).toEqual([[["s", "t", "a", "b"]], [{ count: 1 }]]);
  });

  test("continues after a failed write, and reports the lost entries with the reason", async () => {
    const { queue, batches, losses, gates } = openQueue();
    queue.add(entry("a"));
    const flushed = queue.flush();
    await expect.poll(() => gates.length).toBe(1);
    const error = new Error("no database");
    gates[0]?.reject(error);
    await flushed;
    expect(losses).toEqual([{ count: 1, error }]);
    queue.add(entry("b"));
    const again = queue.flush();
    await expect.poll(() => gates.length).toBe(2);
    gates[1]?.resolve();
    await again;
    expect(batches).toEqual([["a"], ["b"]]);
  });
});
