import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readlink, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { type Database, type OpenOptions, openDatabase } from "../../../../src/core/db/open-database.ts";
import { hasDatabase } from "../../../support/database.ts";
import { silentLog } from "../../../support/silent-log.ts";
import { startDatabaseProcess } from "../../../support/start-database-process.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

async function openIn(folder: string, options?: OpenOptions): Promise<Database> {
  const database = await openDatabase({ folder }, silentLog, options);
  let isOpen = true;
  const close = async () => {
    if (isOpen) {
      await database.close();
    }
    isOpen = false;
  };
  onTestFinished(close);
  return { ...database, close };
}

let startedOnce: Promise<string> | undefined;

/** A copy of a folder in which the server has been started before, because a first start is slow. */
async function usedFolder(): Promise<string> {
  startedOnce ??= startOnce();
  const folder = await temporaryFolder();
  execFileSync("cp", ["-a", `${await startedOnce}/.`, folder]);
  return folder;
}

async function startOnce(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "marketplane-test-"));
  await openDatabase({ folder }, silentLog).then(({ close }) => close());
  return folder;
}

afterAll(async () => {
  if (startedOnce !== undefined) {
    await rm(await startedOnce, { recursive: true });
  }
});

async function readWritten({ db }: Database): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`select id from written`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

const serverPid = (folder: string) =>
  Number(readFileSync(join(folder, "data", "postmaster.pid"), "utf8").split("\n")[0]);

const isRunning = (pid: number) => existsSync(`/proc/${pid}/exe`) || existsSync(`/proc/${pid}/cwd`);

describe.skipIf(!hasDatabase)("the embedded server", () => {
  test("keeps its data over a restart, and leaves no process running", async () => {
    const folder = await temporaryFolder();
    const first = await openIn(folder);
    await sql`create table written as select 'kept' as id`.execute(first.db);
    const pid = serverPid(folder);
    await first.close();
    expect(isRunning(pid)).toBe(false);
    expect(await readWritten(await openIn(folder))).toEqual(new Set(["kept"]));
  });

  test("writes durably, listens only on loopback, and accepts only the right password", async () => {
    const folder = await usedFolder();
    const { db, url } = await openIn(folder);
    const settings = await sql`
      select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
        current_setting('full_page_writes') as pages, current_setting('listen_addresses') as addresses,
        current_setting('unix_socket_directories') as sockets
    `.execute(db);
    expect(settings.rows).toEqual([{ fsync: "on", commit: "on", pages: "on", addresses: "127.0.0.1", sockets: "" }]);
    const wrong = new URL(url);
    wrong.password = "guessed";
    await expect(openDatabase({ url: wrong.href, folder }, silentLog)).rejects.toThrow("user or password is wrong");
  });

  test("never exposes its password in arguments, the environment or a file readable by others", async () => {
    const folder = await usedFolder();
    const { url } = await openIn(folder);
    const { password } = new URL(url);
    expect(password.length).toBeGreaterThan(40);
    const pid = serverPid(folder);
    for (const file of ["cmdline", "environ"]) {
      expect(readFileSync(`/proc/${pid}/${file}`, "utf8")).not.toContain(password);
    }
    expect((await stat(join(folder, "password"))).mode & 0o077).toBe(0);
    expect((await stat(join(folder, "data"))).mode & 0o077).toBe(0);
  });

  test("is refused to a second control plane with the owner's process id, and shared with one that joins", async () => {
    const folder = await usedFolder();
    const first = await openIn(folder);
    await expect(openDatabase({ folder }, silentLog)).rejects.toThrow(`in use by process ${process.pid}`);
    const joined = await openIn(folder, { joins: true });
    await sql`create table written as select 'joined' as id`.execute(joined.db);
    await joined.close();
    expect(await readWritten(first)).toEqual(new Set(["joined"]));
  });

  test("is started by one of two concurrent processes, and refused to the other", async () => {
    const folder = await temporaryFolder();
    const both = await Promise.allSettled([openIn(folder), openIn(folder)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  test("is started even if another program has the process id of the killed one", async () => {
    const folder = await usedFolder();
    const first = await openIn(folder);
    const file = join(folder, "data", "postmaster.pid");
    const lines = readFileSync(file, "utf8").split("\n");
    await first.close();
    writeFileSync(file, [String(process.pid), ...lines.slice(1)].join("\n"));
    await openIn(folder);
    expect(serverPid(folder)).not.toBe(process.pid);
  });

  test("explains what is wrong with a folder whose data it cannot read", async () => {
    const folder = await usedFolder();
    await (await openIn(folder)).close();
    writeFileSync(join(folder, "data", "PG_VERSION"), "9\n");
    await expect(openDatabase({ folder }, silentLog)).rejects.toThrow(/cannot be started.*\n?.*incompatible/s);
  });
});

describe.skipIf(!hasDatabase)("an acknowledged row survives", () => {
  test("kill -9 of the process that wrote it, whose server stops too", async () => {
    const folder = await usedFolder();
    const acknowledged: string[] = [];
    for (const rows of [1, 40, 7, 150, 90]) {
      const writer = startDatabaseProcess("write", folder);
      await writer.untilPrinted(rows);
      const pid = serverPid(folder);
      writer.child.kill("SIGKILL");
      await writer.ended;
      acknowledged.push(...writer.lines);
      await expect.poll(() => isRunning(pid)).toBe(false);
    }
    const written = await readWritten(await openIn(folder));
    expect(acknowledged.filter((id) => !written.has(id))).toEqual([]);
  });

  test("kill -9 of the process, the server's keeper and the server at once", async () => {
    const folder = await usedFolder();
    const writer = startDatabaseProcess("write", folder);
    await writer.untilPrinted(60);
    const pid = serverPid(folder);
    for (const victim of [writer.child.pid ?? 0, parentOf(pid), pid]) {
      process.kill(victim, "SIGKILL");
    }
    await writer.ended;
    const written = await readWritten(await openIn(folder));
    expect(writer.lines.filter((id) => !written.has(id))).toEqual([]);
  });

  test("kill -9 of everything but the server, which the next start stops before it starts its own", async () => {
    const folder = await usedFolder();
    const writer = startDatabaseProcess("write", folder);
    await writer.untilPrinted(60);
    const pid = serverPid(folder);
    const keeper = parentOf(pid);
    const keepers = [keeper, ...childrenOf(keeper).filter((child) => child !== pid)];
    for (const victim of [...keepers, writer.child.pid ?? 0]) {
      process.kill(victim, "SIGKILL");
    }
    await once(writer.child, "exit");
    expect(isRunning(pid)).toBe(true);
    const database = await openIn(folder);
    expect(isRunning(pid)).toBe(false);
    const written = await readWritten(database);
    expect(writer.lines.filter((id) => !written.has(id))).toEqual([]);
  });

  test("kill -9 of only the server, which the process restarts at the same address", async () => {
    const folder = await usedFolder();
    const { db } = await openIn(folder);
    await sql`create table written (id text primary key)`.execute(db);
    const acknowledged: string[] = [];
    const write = (id: string) => sql`insert into written values (${id})`.execute(db).then(() => acknowledged.push(id));
    for (const round of [1, 2, 3]) {
      const load = Array.from({ length: 200 }, (_, n) => write(`${round}-${n}`).catch(() => undefined));
      await Promise.race(load);
      const killed = serverPid(folder);
      process.kill(killed, "SIGKILL");
      await Promise.all(load);
      // The killed server's sessions end a moment later, and can still answer.
      await vi.waitFor(() => expect(serverPid(folder)).not.toBe(killed), { timeout: 30_000, interval: 50 });
      await vi.waitFor(() => write(`${round}-after`), { timeout: 30_000, interval: 50 });
    }
    const { rows } = await sql<{ id: string }>`select id from written`.execute(db);
    const written = new Set(rows.map(({ id }) => id));
    expect(acknowledged.filter((id) => !written.has(id))).toEqual([]);
    expect(acknowledged).toEqual(expect.arrayContaining(["1-after", "2-after", "3-after"]));
  });
});

describe.skipIf(!hasDatabase || process.getuid?.() !== 0)("the embedded server started as root", () => {
  test("runs as another user", async () => {
    const folder = await usedFolder();
    await openIn(folder);
    const status = readFileSync(`/proc/${serverPid(folder)}/status`, "utf8");
    expect(/^Uid:\s+(\d+)/m.exec(status)?.[1]).not.toBe("0");
  });

  test("runs as the user who owns the data", async () => {
    const folder = await usedFolder();
    execFileSync("chown", ["-R", "12345:12345", join(folder, "data"), join(folder, "password")]);
    await openIn(folder);
    expect((await stat(`/proc/${serverPid(folder)}`)).uid).toBe(12_345);
  });

  test("keeps its data elsewhere, behind a link, if its user cannot reach the folder", async () => {
    const closed = await temporaryFolder();
    await chmod(closed, 0o700);
    const folder = join(closed, "database");
    const first = await openIn(folder);
    const elsewhere = await readlink(folder);
    onTestFinished(() => rm(elsewhere, { recursive: true }));
    await sql`create table written as select 'kept' as id`.execute(first.db);
    await first.close();
    expect(await readWritten(await openIn(folder))).toEqual(new Set(["kept"]));
  });

  test("refuses a folder of existing data that its user cannot reach, and names the fix", async () => {
    const closed = await temporaryFolder();
    await chmod(closed, 0o700);
    const folder = join(closed, "database");
    await mkdir(join(folder, "data"), { recursive: true });
    await expect(openDatabase({ folder }, silentLog)).rejects.toThrow(/cannot reach .*chmod o\+x/);
  });
});

const parentOf = (pid: number) => Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);

const childrenOf = (pid: number) =>
  execFileSync("pgrep", ["-P", String(pid)], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map(Number);
