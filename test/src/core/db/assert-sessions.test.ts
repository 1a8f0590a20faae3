import pg from "pg";
import { describe, expect, it, onTestFinished } from "vitest";
import { assertSessions } from "../../../../src/core/db/assert-sessions.ts";
import { migrate } from "../../../../src/core/db/migrate.ts";
import { openDatabase } from "../../../../src/core/db/open-database.ts";
import { startReconcileQueue } from "../../../../src/core/queue/reconcile-queue.ts";
import { checkDatabase } from "../../../../src/tools/doctor/check-database.ts";
import { createDatabase, hasDatabase } from "../../../support/database.ts";
import { describeWithProgram } from "../../../support/describe-with-program.ts";
import { silentLog } from "../../../support/silent-log.ts";
import { startPgbouncer } from "./pgbouncer.ts";

describe.skipIf(!hasDatabase)("a server with a separate session for each connection", () => {
  it("is accepted", async () => {
    await expect(assertSessions(await createDatabase())).resolves.toBeUndefined();
  });
});

describeWithProgram("pgbouncer", "a PgBouncer in front of the server", (program) => {
  const pooled = async (mode: "session" | "transaction" | "statement", size?: number) =>
    startPgbouncer({ program, url: await createDatabase(), mode, ...(size !== undefined && { size }) });

  it.skipIf(!hasDatabase)("is accepted in session mode, for the job queue too", async () => {
    const database = await openDatabase({ url: await pooled("session"), folder: "unused" }, silentLog);
    onTestFinished(() => database.close());
    await migrate(database.db);
    const queue = await startReconcileQueue({ ...database, log: silentLog });
    onTestFinished(() => queue.stop());
    expect(await queue.countWaiting()).toBe(0);
  });

  for (const [mode, reason] of [
    ["transaction", "transaction pooling"],
    ["statement", "statement pooling"],
  ] as const) {
    for (const size of [1, 20]) {
      it.skipIf(!hasDatabase)(`is refused in ${mode} mode with a pool of ${size}, at start and by doctor`, async () => {
        const url = await pooled(mode, size);
        const opening = openDatabase({ url, folder: "unused" }, silentLog);
        await expect(opening).rejects.toThrow(reason);
        await expect(opening).rejects.toThrow("pool_mode = session");
        expect(await checkDatabase({ url, folder: "unused" }, silentLog)).toMatchObject({
          status: "problem",
          detail: expect.stringContaining(reason),
        });
      });
    }
  }

  it.skipIf(!hasDatabase)("is refused in transaction mode while other clients keep its pool busy", async () => {
    const url = await pooled("transaction", 5);
    const clients = Array.from({ length: 10 }, () => new pg.Client({ connectionString: url }));
    await Promise.all(clients.map((client) => client.connect()));
    let isBusy = true;
    const busy = clients.map(async (client) => {
      while (isBusy) {
        await client.query("select pg_sleep(0.002)");
      }
      await client.end();
    });
    for (let count = 0; count < 10; count += 1) {
      await expect(assertSessions(url)).rejects.toThrow("transaction pooling");
    }
    isBusy = false;
    await Promise.all(busy);
  });

  it.skipIf(!hasDatabase)(
    "is refused in session mode if it provides only one connection",
    { timeout: 30_000 },
    async () => {
      await expect(assertSessions(await pooled("session", 1))).rejects.toThrow("default_pool_size");
    },
  );
});
