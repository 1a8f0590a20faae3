import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, rmdir, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

// Plain JavaScript, because run.mjs needs it under Node 20, before the project's own Node is there.

const pollMs = 200;
const heartbeatMs = 5_000;
// A holder on another host cannot be checked. It counts as dead if it has not touched its lock for this long.
const silentAfterMs = 120_000;
const takeoverAfterMs = 10_000;

/**
 * Runs `work` while no other process holds the lock directory `path`; a lock whose owner is dead is taken
 * over.
 */
export async function withLock(path, work, onWait = () => {}) {
  const id = randomUUID();
  await mkdir(dirname(path), { recursive: true });
  let waited = false;
  while (!(await take(path, id))) {
    const owner = await readOwner(path);
    if (owner !== undefined && (await isStale(path, owner))) {
      await removeStale(path, owner);
      continue;
    }
    if (!waited && owner !== undefined) {
      onWait(owner);
      waited = true;
    }
    await sleep(pollMs);
  }
  const heartbeat = setInterval(() => utimes(path, new Date(), new Date()).catch(() => {}), heartbeatMs);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    const owner = await readOwner(path);
    if (owner?.id === id) {
      await remove(path);
    }
  }
}

// The directory is renamed into place with its owner file inside, so that a lock never appears without an
// owner.
async function take(path, id) {
  const draft = `${path}.${id}`;
  await mkdir(draft);
  try {
    await writeFile(join(draft, "owner.json"), JSON.stringify({ pid: process.pid, host: hostname(), id }));
    await rename(draft, path);
    return true;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (["ENOTEMPTY", "EEXIST", "ENOTDIR"].includes(error.code)) {
      return false;
    }
    throw error;
  }
}

async function readOwner(path) {
  try {
    return JSON.parse(await readFile(join(path, "owner.json"), "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}

async function isStale(path, owner) {
  if (owner.host === hostname() && !(await isAlive(owner.pid))) {
    return true;
  }
  const touched = await stat(path).catch(() => undefined);
  return touched !== undefined && Date.now() - touched.mtimeMs > silentAfterMs;
}

async function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
  // Without an init process to reap it (some containers), a killed process keeps its pid as a zombie.
  const status = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return !/\) Z /.test(status);
}

// Two waiters may find the same dead owner. The one that creates the directory `takeover` inside the lock
// removes it, after reading the owner once more. Otherwise, the slower one could remove the lock that the
// faster one just acquired.
async function removeStale(path, stale) {
  const takeover = join(path, "takeover");
  try {
    await mkdir(takeover);
  } catch (error) {
    if (error.code === "EEXIST") {
      await forgetDeadTakeover(takeover);
    } else if (error.code !== "ENOENT") {
      throw error;
    }
    await sleep(pollMs);
    return;
  }
  const owner = await readOwner(path);
  if (owner?.id === stale.id) {
    await remove(path);
  } else {
    await rmdir(takeover).catch(() => {});
  }
}

async function forgetDeadTakeover(takeover) {
  const made = await stat(takeover).catch(() => undefined);
  if (made !== undefined && Date.now() - made.mtimeMs > takeoverAfterMs) {
    await rmdir(takeover).catch(() => {});
  }
}

async function remove(path) {
  const grave = `${path}.${randomUUID()}`;
  try {
    await rename(path, grave);
  } catch (error) {
    if (error.code === "ENOENT") {
      return;
    }
    throw error;
  }
  await rm(grave, { recursive: true, force: true });
}
