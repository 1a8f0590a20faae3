import { beforeAll, describe, expect, test } from "vitest";
import { readTimeline, type TimelineKind } from "../../../../../src/core/db/queries/tenant-timeline.ts";
import { parseTimelineCursor } from "../../../../../src/core/db/queries/timeline-cursor.ts";
import { eventWords } from "../../../../../src/http/console/tenants/timeline/event-words.ts";
import { addTenant } from "../../../../support/add-tenant.ts";
import { hasDatabase, useDatabase } from "../../../../support/database.ts";

const start = Date.parse("2026-11-22T08:00:00Z");
const at = (minute: number) => new Date(start + minute * 60_000);

describe.skipIf(!hasDatabase)("a tenant's timeline", () => {
  const held = useDatabase();
  let id = "";
  let other = "";
  const read = (options: { kind?: TimelineKind; limit?: number; cursor?: string } = {}) =>
    readTimeline(held.database.db, { tenantId: id, limit: 50, ...options });

  beforeAll(async () => {
    id = await addTenant(held.database.db);
    other = await addTenant(held.database.db);
    for (const tenantId of [id, other]) {
      await leaveTraces(tenantId);
    }
  });

  test("has requests, changes, runs, drift and usage of this tenant in one order, newest first", async () => {
    const { events, next } = await read();
    expect(events.map(({ kind, at: when }) => [kind, (when.getTime() - start) / 60_000])).toEqual([
      ["drift", 9],
      ["usage", 8],
      ["drift", 7],
      ["run", 6],
      ["request", 5],
      ["change", 5],
      ["request", 2],
    ]);
    expect(next).toBeUndefined();
    expect(events[2]?.facts).toMatchObject({ message: `${id} differs`, isOver: false });
    expect(events[0]?.facts).toMatchObject({ isOver: true });
  });

  test("lists a run's changes of this tenant's objects, without values", async () => {
    const [run] = (await read({ kind: "run" })).events;
    const step = { tenantId: id, type: "cloudflare:CustomHostname", name: `${id}-shop`, operation: "create" };
    expect(run?.facts).toMatchObject({ steps: [{ ...step, isFailed: true }] });
    expect(JSON.stringify(run)).not.toContain("a value");
    expect(run && eventWords(run).detail).toBe(
      "Took 0.0 s. At the vendors: not created cloudflare:CustomHostname shop.",
    );
  });

  test("can be limited to one kind", async () => {
    expect((await read({ kind: "request" })).events.map(({ kind }) => kind)).toEqual(["request", "request"]);
  });

  test.each([1, 2, 3, 4])("in pages of %i has each event once, even if two have the same time", async (limit) => {
    const whole = (await read()).events.map(({ kind, key }) => `${kind} ${key}`);
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await read({ limit, ...(cursor !== undefined && { cursor }) });
      paged.push(...page.events.map(({ kind, key }) => `${kind} ${key}`));
      cursor = page.next;
    } while (cursor !== undefined && paged.length < 20);
    expect(paged).toEqual(whole);
  });

  test("starts at the beginning for an invalid cursor", async () => {
    for (const cursor of ["", "nonsense", Buffer.from("yesterday|run|1").toString("base64url")]) {
      expect(parseTimelineCursor(cursor)).toBeUndefined();
      expect((await read({ cursor })).events).toHaveLength(7);
    }
  });

  async function leaveTraces(tenantId: string): Promise<void> {
    const { db } = held.database;
    const seq = tenantId === id ? 1 : 2;
    const request = {
      marketplace: "clevercloud",
      method: "PUT",
      path: "/x",
      headers: "{}",
      durationMs: 1,
      status: 200,
    };
    const nothing = { route: null, body: null, answer: null, replayOf: null };
    await db
      .insertInto("requests")
      .values(
        [2, 5].map((minute) => ({ ...request, ...nothing, id: `${tenantId}-${minute}`, at: at(minute), tenantId })),
      )
      .execute();
    const entry = { actor: "clevercloud", action: "change-plan", detail: "{}", previousHash: "", hash: tenantId };
    await db
      .insertInto("audit")
      .values({ ...entry, seq, at: at(5), tenantId })
      .execute();
    const run = {
      shard: "shard-00",
      worker: "w",
      durationMs: 5,
      outcome: "converged" as const,
      changes: "{}",
      failures: "[]",
    };
    const { id: runId } = await db
      .insertInto("runs")
      .values({ ...run, startedAt: at(6), tenants: JSON.stringify([tenantId]) })
      .returning("id")
      .executeTakeFirstOrThrow();
    const steps = [id, other].map((owner) => ({
      ...{ tenantId: owner, type: "cloudflare:CustomHostname", name: `${owner}-shop`, operation: "create" },
      ...{ isFailed: true, properties: [{ path: "hostname", before: null, after: "a value" }] },
    }));
    const details = { steps: JSON.stringify(steps), omitted: "{}", remarks: "[]" };
    await db
      .insertInto("runDetails")
      .values({ runId, ...details })
      .execute();
    const finding = {
      urn: `urn:pulumi:s::p::marketplane:index:Tenant$x::${tenantId}-shop`,
      message: `${tenantId} differs`,
    };
    const facts = { kind: "changed" as const, severity: "error" as const, stack: "shard-00", isNotifiedOpen: false };
    await db
      .insertInto("driftFindings")
      .values({
        ...facts,
        fingerprint: tenantId,
        finding: JSON.stringify(finding),
        firstSeenAt: at(7),
        lastSeenAt: at(8),
        closedAt: at(9),
      })
      .execute();
    const usage = { period: "2026-11", reportKey: "k", cost: "1.5", source: "product" };
    await db
      .insertInto("usage")
      .values({ ...usage, tenantId, reportedAt: at(8) })
      .execute();
  }
});
