import { beforeEach, describe, expect, it } from "vitest";
import type { DriftTask } from "../../../../../src/fleet/drift/tasks/drift-tasks.ts";
import { requestTask } from "../../../../../src/fleet/drift/tasks/request-task.ts";
import { type TaskEnd, workOnTask } from "../../../../../src/fleet/drift/tasks/work-on-task.ts";
import { hasDatabase, useDatabase } from "../../../../support/database.ts";
import { readAudit } from "../../../../support/ledger.ts";

const remediated: TaskEnd = { outcome: "remediated", reason: null };
const remediate = { kind: "remediate", tenantId: "abc", fingerprint: "0".repeat(32) } as const;
const by = { actor: "operator:jane", now: new Date("2026-11-22T08:00:00Z") };

describe.skipIf(!hasDatabase)("a drift task", () => {
  const server = useDatabase();
  const tasks = () => server.database.db.selectFrom("driftTasks").selectAll().orderBy("id").execute();
  const workAs = (worker: string, work: (task: DriftTask) => Promise<TaskEnd>, signal = new AbortController().signal) =>
    workOnTask({ db: server.database.db, worker, signal, work });

  beforeEach(async () => {
    await server.database.db.deleteFrom("driftTasks").execute();
  });

  it("is queued once until it is done, and is in the audit log with the operator who requested it", async () => {
    const { db } = server.database;
    const first = await requestTask(db, remediate, by);
    expect(await requestTask(db, remediate, { ...by, actor: "operator:joe" })).toEqual({ id: first.id, isNew: false });
    expect(await requestTask(db, { ...remediate, tenantId: "def" }, by)).toMatchObject({ isNew: true });
    expect(await requestTask(db, { kind: "scan" }, by)).toMatchObject({ isNew: true });
    const entries = (await readAudit(server.database)).map(({ actor, action, tenantId }) => [actor, action, tenantId]);
    expect(entries).toEqual([
      ["operator:jane", "drift.remediate", "abc"],
      ["operator:jane", "drift.remediate", "def"],
      ["operator:jane", "drift.scan", null],
    ]);
    while (await workAs("one", async () => remediated)) {}
    expect(await requestTask(db, remediate, by)).toMatchObject({ isNew: true });
  });

  it("is done by one worker, even if others look for work at the same time", async () => {
    await requestTask(server.database.db, remediate, by);
    const doers: (string | null)[] = [];
    const work = async ({ worker }: DriftTask) => {
      doers.push(worker);
      return remediated;
    };
    const found = await Promise.all(["one", "two", "three"].map((name) => workAs(name, work)));
    expect(found.filter(Boolean)).toHaveLength(1);
    expect(doers).toHaveLength(1);
    expect(await tasks()).toMatchObject([{ outcome: "remediated", reason: null, worker: doers[0], heldUntil: null }]);
  });

  it("fails with the reason if its work throws", async () => {
    await requestTask(server.database.db, remediate, by);
    await workAs("one", () => Promise.reject(new Error("the vendor is unavailable")));
    expect(await tasks()).toMatchObject([{ outcome: "failed", reason: "the vendor is unavailable" }]);
    expect((await tasks())[0]?.endedAt).not.toBeNull();
  });

  it("passes to another worker when its own stops or dies", async () => {
    const { db } = server.database;
    await requestTask(db, remediate, by);
    const stopping = new AbortController();
    const stopped = async (): Promise<TaskEnd> => {
      stopping.abort(new Error("the worker is stopping"));
      throw stopping.signal.reason;
    };
    await workAs("stops", stopped, stopping.signal);
    expect(await tasks()).toMatchObject([{ worker: null, startedAt: null, endedAt: null }]);

    // A worker that died no longer renews its lease.
    await db
      .updateTable("driftTasks")
      .set({ worker: "dead", startedAt: new Date(), heldUntil: new Date(Date.now() + 60_000) })
      .execute();
    expect(await workAs("two", async () => remediated)).toBe(false);
    await db
      .updateTable("driftTasks")
      .set({ heldUntil: new Date(0) })
      .execute();
    expect(await workAs("two", async () => remediated)).toBe(true);
    expect(await tasks()).toMatchObject([{ worker: "two", outcome: "remediated" }]);
  });
});
