import { mkdir, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { findLock } from "../../../../src/fleet/drift/stack-lock.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

async function backendWithLock(content: string) {
  const folder = await temporaryFolder();
  const locks = join(folder, ".pulumi/locks/organization/shop/production");
  await mkdir(locks, { recursive: true });
  await writeFile(join(locks, "8c7f.json"), content);
  return pathToFileURL(folder).href;
}

const lock = JSON.stringify({ pid: 42, username: "jane", hostname: "laptop", timestamp: "2026-11-22T07:00:00Z" });

describe("findLock", () => {
  it("a lock shows who holds it, since when and in which process", async () => {
    const url = await backendWithLock(lock);

    expect(findLock(url, { project: "shop", stack: "production" })).toBe(
      "jane@laptop, process 42, since 2026-11-22T07:00:00Z",
    );
    expect(findLock(url, { project: undefined, stack: "production" })).toContain("jane@laptop");
  });

  it("no lock of another stack or project is found, and none before the first update", async () => {
    const url = await backendWithLock(lock);

    expect(findLock(url, { project: "shop", stack: "staging" })).toBeUndefined();
    expect(findLock(url, { project: "other", stack: "production" })).toBeUndefined();
    const empty = pathToFileURL(await temporaryFolder()).href;
    expect(findLock(empty, { project: "shop", stack: "production" })).toBeUndefined();
    expect(findLock("s3://states", { project: "shop", stack: "production" })).toBeUndefined();
  });

  it("a partly written lock counts as a lock", async () => {
    const url = await backendWithLock('{"pid": 4');

    expect(findLock(url, { project: "shop", stack: "production" })).toBe("its lock is being written");
  });

  it("the lock of a killed engine on this machine is ignored", async () => {
    const killed = { pid: process.pid, username: "jane", hostname: hostname(), timestamp: "2026-11-22T07:00:00Z" };
    const url = await backendWithLock(JSON.stringify(killed));

    expect(findLock(url, { project: "shop", stack: "production" })).toBeUndefined();
  });
});
