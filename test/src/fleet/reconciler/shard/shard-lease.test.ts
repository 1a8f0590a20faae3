import { describe, expect, it } from "vitest";
import { acquireLease, LeaseLostError } from "../../../../../src/fleet/reconciler/shard/shard-lease.ts";
import { hasDatabase, useDatabase } from "../../../../support/database.ts";

describe.skipIf(!hasDatabase)("the lease of a shard", () => {
  const held = useDatabase();
  const leasing = (holder: string, leaseMs = 60_000) => ({ db: held.database.db, holder, leaseMs });
  /** Ages the lease of an unresponsive worker. */
  const expire = (shard: string) =>
    held.database.db
      .updateTable("shards")
      .set({ leaseUntil: new Date(0) })
      .where("name", "=", shard)
      .execute();

  it("is held by one worker at a time, and can be taken as soon as it is released", async () => {
    const first = await acquireLease("one", leasing("first"));
    expect(await acquireLease("one", leasing("second"))).toBeUndefined();
    await first?.release();

    const second = await acquireLease("one", leasing("second"));
    expect(second).toBeDefined();
    await second?.release();
  });

  it("of an unresponsive worker passes to another, which learns that an engine run may not have ended", async () => {
    const first = await acquireLease("two", leasing("first"));
    expect(first?.wasRunning).toBe(false);
    await first?.markRunning(true);
    await expire("two");

    const second = await acquireLease("two", leasing("second"));
    expect(second?.wasRunning).toBe(true);
    await second?.markRunning(false);
    await second?.release();
    const third = await acquireLease("two", leasing("third"));
    expect(third?.wasRunning).toBe(false);
    await Promise.all([first?.release(), third?.release()]);
  });

  it("fences off a worker that lost it: its writes are rejected", async () => {
    const { db } = held.database;
    const first = await acquireLease("three", leasing("first"));
    await expire("three");
    const second = await acquireLease("three", leasing("second"));

    await expect(db.transaction().execute(async (transaction) => first?.assertHeld(transaction))).rejects.toThrow(
      LeaseLostError,
    );
    await expect(first?.markRunning(true)).rejects.toThrow(LeaseLostError);
    expect(first?.signal.aborted).toBe(true);
    await first?.release();
    await expect(
      db.transaction().execute(async (transaction) => second?.assertHeld(transaction)),
    ).resolves.toBeUndefined();
    expect(await acquireLease("three", leasing("third"))).toBeUndefined();
    await second?.release();
  });

  it("is renewed while its worker is alive", async () => {
    const first = await acquireLease("four", leasing("first", 400));
    const row = held.database.db.selectFrom("shards").select("leaseUntil").where("name", "=", "four");
    const until = (await row.executeTakeFirstOrThrow()).leaseUntil.getTime();

    await expect.poll(async () => (await row.executeTakeFirstOrThrow()).leaseUntil.getTime()).toBeGreaterThan(until);
    expect(first?.signal.aborted).toBe(false);
    await first?.release();
  });
});
