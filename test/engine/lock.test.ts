import { spawnSync } from "node:child_process";
import { mkdir, readdir, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { withLock } from "../../engine/lock.mjs";
import { temporaryFolder } from "../support/temporary-folder.ts";

async function writeLock(path: string, owner: { pid: number; host: string }): Promise<void> {
  await mkdir(path);
  await writeFile(join(path, "owner.json"), JSON.stringify({ ...owner, id: "other" }));
}

function deadPid(): number {
  return spawnSync(process.execPath, ["--version"]).pid;
}

describe("withLock", () => {
  it("admits one holder at a time and leaves no files", async () => {
    const folder = await temporaryFolder();
    let inside = 0;
    let most = 0;
    async function work(): Promise<void> {
      inside += 1;
      most = Math.max(most, inside);
      await sleep(20);
      inside -= 1;
    }
    await Promise.all(Array.from({ length: 5 }, () => withLock(join(folder, "lock"), work)));
    expect(most).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it("releases the lock if the work fails", async () => {
    const path = join(await temporaryFolder(), "lock");
    await expect(withLock(path, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await withLock(path, async () => "taken again")).toBe("taken again");
  });

  it("takes over a dead process's lock, one process at a time", async () => {
    const path = join(await temporaryFolder(), "lock");
    await writeLock(path, { pid: deadPid(), host: hostname() });
    let inside = 0;
    let most = 0;
    async function work(): Promise<void> {
      inside += 1;
      most = Math.max(most, inside);
      await sleep(20);
      inside -= 1;
    }
    await Promise.all(Array.from({ length: 4 }, () => withLock(path, work)));
    expect(most).toBe(1);
  });

  it("waits for a live holder and names it", async () => {
    const path = join(await temporaryFolder(), "lock");
    const order: string[] = [];
    const first = withLock(path, async () => {
      await sleep(250);
      order.push("first");
    });
    await sleep(50);
    await withLock(
      path,
      async () => void order.push("second"),
      (owner) => order.push(`waits for ${owner.pid}`),
    );
    await first;
    expect(order).toEqual([`waits for ${process.pid}`, "first", "second"]);
  });

  it("takes over the lock of another host that has been silent for minutes", async () => {
    const path = join(await temporaryFolder(), "lock");
    await writeLock(path, { pid: 1, host: "elsewhere" });
    const longAgo = new Date(Date.now() - 10 * 60_000);
    await utimes(path, longAgo, longAgo);
    expect(await withLock(path, async () => "mine")).toBe("mine");
  });
});
