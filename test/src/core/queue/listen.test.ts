import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { sql } from "kysely";
import { describe, expect, onTestFinished, test } from "vitest";
import { openDatabase } from "../../../../src/core/db/open-database.ts";
import { listen } from "../../../../src/core/queue/listen.ts";
import { createDatabase, hasDatabase } from "../../../support/database.ts";
import { silentLog } from "../../../support/silent-log.ts";

/**
 * Ends the listener's session and blocks the event loop until it returns, so that the server's message is
 * still unread.
 */
function endSession(url: string): void {
  const program = `import pg from "pg";
    const client = new pg.Client(process.argv[1]);
    await client.connect();
    await client.query("select pg_terminate_backend(pid, 10000) from pg_stat_activity where application_name = 'marketplane-queue' and datname = current_database()");
    await client.end();`;
  const cwd = join(import.meta.dirname, "../../../..");
  execFileSync(process.execPath, ["--input-type=module", "-e", program, url], { cwd });
}

async function start() {
  const url = await createDatabase();
  const { db, close } = await openDatabase({ url, folder: "unused" }, silentLog);
  onTestFinished(close);
  const heard: string[] = [];
  const errors: string[] = [];
  const connected: (() => void)[] = [];
  const handle = await listen({
    url,
    channel: "Work",
    onNotification: (payload) => void heard.push(payload),
    onReconnect: () => connected.shift()?.(),
    onError: ({ message }) => void errors.push(message),
  });
  const nextConnect = () => new Promise<void>((resolve) => void connected.push(resolve));
  const notify = (payload: string) => sql`select pg_notify('Work', ${payload})`.execute(db);
  return { url, handle, heard, errors, nextConnect, notify };
}

describe.skipIf(!hasDatabase)("the connection that waits for notifications", () => {
  test("may be ended by the server while it closes", async () => {
    const { url, handle, errors } = await start();
    endSession(url);
    await handle.close();
    expect(errors).toEqual([]);
  });

  test("reconnects after the server ended it, and receives later notifications", async () => {
    const { url, handle, heard, errors, nextConnect, notify } = await start();
    const connected = nextConnect();
    endSession(url);
    await connected;
    await notify("shard-1");
    await expect.poll(() => heard).toEqual(["shard-1"]);
    expect(errors[0]).toContain("terminating connection");
    await handle.close();
  });
});
