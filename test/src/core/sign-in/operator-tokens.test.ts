import { describe, expect, test } from "vitest";
import { verifyChain } from "../../../../src/core/ledger/audit-chain.ts";
import {
  createToken,
  findOperator,
  listTokens,
  revokeTokens,
  rotateToken,
} from "../../../../src/core/sign-in/operator-tokens.ts";
import { hasDatabase, useDatabase } from "../../../support/database.ts";

const start = new Date("2026-11-22T08:00:00Z");
const hourMs = 3_600_000;
const after = (hours: number) => new Date(start.getTime() + hours * hourMs);

describe.skipIf(!hasDatabase)("an operator's token", () => {
  const holder = useDatabase();
  const work = (name: string, now = start) => ({ db: holder.database.db, name, actor: "system", now });
  const find = (token: string, now = start) => findOperator(holder.database.db, token, now);

  test("is valid with its name and scope until it expires", async () => {
    const token = await createToken(work("jane"), "read", hourMs);
    expect(token).toMatch(/^mp_[a-z]{16}_[\w-]{43}$/);
    expect(await find(token)).toMatchObject({ name: "jane", scope: "read" });
    expect(await find(token, after(0.999))).toBeDefined();
    expect(await find(token, after(1))).toBeUndefined();
  });

  test("is stored only as a hash, and is neither in the list nor in the audit log", async () => {
    const token = await createToken(work("ada"), "write", undefined);
    const { db } = holder.database;
    const everything = JSON.stringify([
      await db.selectFrom("operatorTokens").selectAll().execute(),
      await listTokens(db),
      await db.selectFrom("audit").selectAll().execute(),
    ]);
    expect(everything).not.toContain(token.slice(-43));
    expect(JSON.stringify(await listTokens(db))).not.toContain("hash");
  });

  test("is invalid with another secret or another id", async () => {
    const token = await createToken(work("bob"), "write", undefined);
    const other = await createToken(work("eve"), "write", undefined);
    const swapped = `${token.slice(0, 20)}${other.slice(20)}`;
    for (const wrong of [swapped, token.slice(0, -1), `${token}x`, token.toUpperCase(), "", "mp_", "Bearer"]) {
      expect(await find(wrong), wrong).toBeUndefined();
    }
  });

  test("has a unique name, even if two are created at once", async () => {
    const made = await Promise.allSettled([1, 2, 3, 4].map(() => createToken(work("twin"), "read", undefined)));
    expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await expect(createToken(work("twin"), "read", undefined)).rejects.toThrow("rotate or revoke it");
  });

  test("is rotated to one of the same scope and lifetime, and stays valid for the overlap", async () => {
    const old = await createToken(work("deploy"), "write", 10 * hourMs);
    const next = await rotateToken(work("deploy", after(4)), hourMs);
    expect(await find(old, after(4.9))).toMatchObject({ name: "deploy", scope: "write" });
    expect(await find(old, after(5))).toBeUndefined();
    expect(await find(next, after(13.9))).toMatchObject({ name: "deploy", scope: "write" });
    expect(await find(next, after(14))).toBeUndefined();
  });

  test("does not become valid for longer by a rotation", async () => {
    const old = await createToken(work("brief"), "write", hourMs);
    await rotateToken(work("brief"), 10 * hourMs);
    expect(await find(old, after(1))).toBeUndefined();
    await expect(rotateToken(work("brief", after(2)), 0)).rejects.toThrow("no valid token named brief");
  });

  test("is revoked at once with all its rotations, and its name is free again", async () => {
    const old = await createToken(work("gone"), "read", undefined);
    const next = await rotateToken(work("gone"), hourMs);
    expect(await revokeTokens(work("gone"))).toBe(2);
    expect([await find(old), await find(next)]).toEqual([undefined, undefined]);
    expect(await revokeTokens(work("gone"))).toBe(0);
    await createToken(work("gone"), "read", undefined);
  });

  test("has an entry in the intact audit log for each action", async () => {
    await createToken(work("seen"), "read", undefined);
    await rotateToken(work("seen"), 0);
    await revokeTokens(work("seen", after(1)));
    const entries = await holder.database.db.selectFrom("audit").selectAll().orderBy("seq").execute();
    const actions = entries.filter(({ detail }) => detail.name === "seen").map(({ action }) => action);
    expect(actions).toEqual(["token.create", "token.rotate", "token.revoke"]);
    expect(await verifyChain(entries)).toMatchObject({ isIntact: true });
  });
});
