import { sql } from "kysely";
import { describe, expect, it, onTestFinished } from "vitest";
import { openDatabase } from "../../../../src/core/db/open-database.ts";
import { verifyChain } from "../../../../src/core/ledger/audit-chain.ts";
import type { Ledger } from "../../../../src/core/ledger/change.ts";
import { LedgerUnavailableError } from "../../../../src/core/ledger/ledger-unavailable.ts";
import { findTenant } from "../../../../src/core/ledger/tenants.ts";
import { hasDatabase } from "../../../support/database.ts";
import { openLedger, provision, readAudit, useLedger } from "../../../support/ledger.ts";
import { silentLog } from "../../../support/silent-log.ts";
import { type CommitCutter, cutCommits } from "./commit-cutter.ts";

/** The upper half of the ledger's lock. */
const ledgerLockClass = 0x6c65;

describe.skipIf(!hasDatabase)("a ledger whose connection is lost", () => {
  const test = useLedger();
  const tenant = (externalId: string) => findTenant(test.database.db, { source: "clevercloud", externalId });

  it.each([
    ["before", false],
    ["after", true],
  ] as const)("%s COMMIT is unavailable, and a repeated change takes effect once", async (cut, isCommitted) => {
    const { ledger, cutter } = await openCuttable();
    cutter.cutNext(cut);
    const names = ["1", "2", "3"].map((number) => `${cut} ${number}`);
    const outcomes = await Promise.allSettled(names.map((name) => ledger.submit(provision(name))));

    expect(outcomes).toMatchObject(names.map(() => ({ reason: expect.any(LedgerUnavailableError) })));
    const made = await Promise.all(names.map(tenant));
    expect(made.map((one) => one !== undefined)).toEqual(names.map(() => isCommitted));
    const repeated = await Promise.all(names.map((name) => ledger.submit(provision(name))));
    expect(repeated).toEqual((await Promise.all(names.map(tenant))).map((one) => one?.id));
    const entries = await readAudit(test.database);
    expect(repeated.map((id) => entries.filter(({ tenantId }) => tenantId === id).length)).toEqual([1, 1, 1]);
    expect(await verifyChain(entries)).toMatchObject({ isIntact: true });
  });

  it("silently is unavailable after the deadline, and continues over another connection", async () => {
    const { ledger, cutter } = await openCuttable({ deadlineMs: 1_500 });
    cutter.cutNext("silence");

    await expect(ledger.submit(provision("silent"))).rejects.toThrow(LedgerUnavailableError);
    await endWriters();
    expect(await ledger.submit(provision("silent"))).toBe((await tenant("silent"))?.id);
  });

  it("during a change, because the server ends the session, is unavailable", async () => {
    const failing = openLedger(test.database, {
      ...test.queue,
      // In any shard.
      waitingShards: sql<string[]>`array[]::text[]`,
      enqueue: async () => {
        await endWriters();
      },
    });
    await expect(failing.submit(provision("ended"))).rejects.toThrow(LedgerUnavailableError);
    await failing.close();
    expect(await tenant("ended")).toBeUndefined();
  });

  async function openCuttable(
    options: { deadlineMs?: number } = {},
  ): Promise<{ ledger: Ledger; cutter: CommitCutter }> {
    const cutter = await cutCommits(test.database.url);
    const database = await openDatabase({ url: cutter.url, folder: "unused" }, silentLog);
    const ledger = openLedger(database, test.queue, options);
    onTestFinished(async () => {
      await ledger.close();
      await database.close();
    });
    return { ledger, cutter };
  }

  /** What an administrator or the server's own time limit does to a session during a ledger transaction. */
  async function endWriters(): Promise<void> {
    await sql`
      select pg_terminate_backend(pid) from pg_locks
      where locktype = 'advisory' and granted and classid = ${ledgerLockClass}
        and database = (select oid from pg_database where datname = current_database())`.execute(test.database.db);
  }
});
