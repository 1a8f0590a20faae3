import { createHmac } from "node:crypto";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { ControlPlaneConfig } from "../../../../../src/core/config/control-plane-config.ts";
import { scheduledDrift } from "../../../../../src/fleet/drift/scheduled/scheduled-drift.ts";
import type { StackSource } from "../../../../../src/fleet/drift/stack-source.ts";
import { hasDatabase, useDatabase } from "../../../../support/database.ts";
import { FakeClock } from "../../../../support/fake-clock.ts";
import { loopbackServer } from "../../../../support/loopback-server.ts";
import type { TestSandbox } from "../../../../support/sandbox.ts";
import { silentLog } from "../../../../support/silent-log.ts";
import { stackOf, startDriftSandbox } from "../drift-fixture.ts";
import { managedFleet } from "../managed-fleet.ts";

const signingSecret = "5161171e000000000000000000000000000000000000aa";
const start = Date.parse("2026-11-22T08:00:00Z");

interface Posted {
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** A receiver of notices. It responds with each status in turn, then with 200. */
async function receiver(statuses: number[] = []) {
  const posted: Posted[] = [];
  const origin = await loopbackServer(async (request, response) => {
    posted.push({ path: request.url ?? "", headers: request.headers, body: await text(request) });
    response.writeHead(statuses.shift() ?? 200).end();
  });
  return { origin, posted };
}

const status = (sandbox: TestSandbox, hostname: string, value: string) =>
  sandbox.control("POST", "/cloudflare/hostnames", { hostname: `${hostname}.acme-shoes.com`, status: value });

describe.skipIf(!hasDatabase)("the scheduled scan", () => {
  const server = useDatabase();

  async function scheduleOf(stacks: readonly StackSource[], notify: readonly object[] = []) {
    const { db } = server.database;
    await db.deleteFrom("driftScans").execute();
    await db.deleteFrom("driftFindings").execute();
    const { drift } = ControlPlaneConfig.pick({ drift: true }).parse({ drift: { notify, unmanaged: false } });
    let time = start;
    let looks = 0;
    const work = scheduledDrift({
      ...{ db, terms: {}, worker: "test", log: silentLog, clock: new FakeClock(), environment: () => undefined },
      config: { ...drift, everyMinutes: 60 },
      listStacks: async () => stacks,
      refreshHostnames: async () => {
        looks += 1;
      },
      now: () => new Date(time),
    });
    const findings = () => db.selectFrom("driftFindings").selectAll().orderBy("fingerprint").execute();
    return {
      db,
      round: work.round,
      /** How often the hostnames were refreshed. */
      looks: () => looks,
      /** Moves the clock to when the next scan is due. */
      later: () => {
        time += 3_600_000;
        return work.round();
      },
      open: async () =>
        (await findings()).filter(({ closedAt }) => closedAt === null).map(({ finding }) => finding.name),
      findings,
    };
  }

  it("runs once per interval, no matter how many workers try", async () => {
    await using sandbox = await startDriftSandbox();
    const schedule = await scheduleOf([stackOf(sandbox, await managedFleet(sandbox))]);

    await Promise.all([schedule.round(), schedule.round(), schedule.round()]);

    const runs = await schedule.db.selectFrom("driftScans").selectAll().execute();
    expect(runs.map(({ result }) => result)).toEqual(["clean"]);
    await schedule.later();
    expect(await schedule.db.selectFrom("driftScans").selectAll().execute()).toHaveLength(2);
    expect(schedule.looks()).toBe(0);
  });

  it("refreshes the hostnames if one of them drifted, so that the panel and the console show it immediately", async () => {
    await using sandbox = await startDriftSandbox();
    const schedule = await scheduleOf([stackOf(sandbox, await managedFleet(sandbox))]);
    await status(sandbox, "docs", "moved");

    await schedule.round();

    expect(schedule.looks()).toBe(1);
  });

  it("notifies once of new drift and once of resolved drift, signed, and not in between", async () => {
    await using sandbox = await startDriftSandbox();
    const { origin, posted } = await receiver();
    const notify = [
      { kind: "webhook", url: `${origin}/hook`, signingSecret },
      { kind: "slack", url: `${origin}/slack` },
    ];
    const schedule = await scheduleOf([stackOf(sandbox, await managedFleet(sandbox))], notify);

    await schedule.round();
    expect(posted).toEqual([]);
    await status(sandbox, "docs", "blocked");
    await schedule.later();
    await schedule.later();
    expect(await schedule.open()).toContain("docs");
    await status(sandbox, "docs", "active");
    await schedule.later();

    const hooks = posted.filter(({ path }) => path === "/hook");
    expect(
      hooks.map(({ body }) => JSON.parse(body)).map(({ opened, closed }) => [opened.length, closed.length]),
    ).toEqual([
      [1, 0],
      [0, 1],
    ]);
    for (const { headers, body } of hooks) {
      const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
      const expected = createHmac("sha256", signingSecret).update(signed).digest("base64");
      expect(headers["webhook-signature"]).toBe(`v1,${expected}`);
    }
    const slack = posted.filter(({ path }) => path === "/slack").map(({ body }) => JSON.parse(body).text);
    expect(slack).toEqual([
      expect.stringContaining("*Drift*: 1 new, 0 resolved"),
      expect.stringContaining(":white_check_mark: resolved: docs"),
    ]);
    expect(slack[0]).toContain("the hostname is blocked");
  });

  it("retries a notice that was not accepted", async () => {
    await using sandbox = await startDriftSandbox();
    const { origin, posted } = await receiver([503]);
    const notify = [{ kind: "slack", url: `${origin}/slack` }];
    const schedule = await scheduleOf([stackOf(sandbox, await managedFleet(sandbox))], notify);
    await status(sandbox, "docs", "blocked");

    await schedule.round();
    await schedule.round();
    await schedule.round();

    expect(posted).toHaveLength(2);
    expect(posted[1]?.body).toBe(posted[0]?.body);
  });

  it("signs a notice that is sent again under the same id, with the key that whsec_ introduces", async () => {
    await using sandbox = await startDriftSandbox();
    const { origin, posted } = await receiver([503]);
    const key = Buffer.alloc(24, 7);
    const signingSecret = `whsec_${key.toString("base64")}`;
    const notify = [{ kind: "webhook", url: origin, signingSecret }];
    const schedule = await scheduleOf([stackOf(sandbox, await managedFleet(sandbox))], notify);
    await status(sandbox, "docs", "blocked");

    await schedule.round();
    await schedule.round();

    const [first, second] = posted.map(({ headers }) => headers);
    expect(second?.["webhook-id"]).toMatch(/^drift_[0-9a-f]{32}$/);
    expect(second?.["webhook-id"]).toBe(first?.["webhook-id"]);
    for (const { headers, body } of posted) {
      const signed = `${headers["webhook-id"]}.${start / 1000}.${body}`;
      expect(headers["webhook-timestamp"]).toBe(String(start / 1000));
      expect(headers["webhook-signature"]).toBe(`v1,${createHmac("sha256", key).update(signed).digest("base64")}`);
    }
  });

  it.each([
    "whsec_not base64, but long enough to be a secret",
    "whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU2Nzg5QQ",
  ])("rejects the signing secret %s, which is not base64 after whsec_", (signingSecret) => {
    const notify = [{ kind: "webhook", url: "https://hooks.example.com", signingSecret }];
    const { error } = ControlPlaneConfig.pick({ drift: true }).safeParse({ drift: { notify } });
    expect(error?.issues.map(({ message }) => message)).toEqual(["must be base64 after whsec_"]);
  });

  it("closes no finding of a shard that is locked or cannot be read, and reopens findings that come back", async () => {
    await using sandbox = await startDriftSandbox();
    const shard = stackOf(sandbox, await managedFleet(sandbox));
    let read: StackSource["read"] = shard.read;
    const schedule = await scheduleOf([{ name: shard.name, read: () => read() }]);
    await status(sandbox, "docs", "blocked");
    await schedule.round();

    read = async () => ({ heldBy: "a worker is updating it" });
    await schedule.later();
    expect(await schedule.open()).toContain("docs");
    read = async () => {
      throw new Error("no backend");
    };
    await schedule.later();
    expect(await schedule.open()).toContain("docs");

    read = shard.read;
    await status(sandbox, "docs", "active");
    await schedule.later();
    expect(await schedule.open()).not.toContain("docs");
    await status(sandbox, "docs", "blocked");
    await schedule.later();
    const [docs] = (await schedule.findings()).filter(({ finding }) => finding.name === "docs");
    expect(docs?.closedAt).toBeNull();
    expect(docs?.firstSeenAt.getTime()).toBe(start + 4 * 3_600_000);
  });

  it("deletes closed findings after the retention period", async () => {
    await using sandbox = await startDriftSandbox();
    const schedule = await scheduleOf([stackOf(sandbox, await managedFleet(sandbox))]);
    await status(sandbox, "docs", "blocked");
    await schedule.round();
    await status(sandbox, "docs", "active");
    for (let hours = 0; hours < 3; hours += 1) {
      await schedule.later();
    }
    const before = (await schedule.findings()).length;
    await schedule.db
      .updateTable("driftFindings")
      .set({ closedAt: new Date(start - 100 * 86_400_000) })
      .where("closedAt", "is not", null)
      .execute();

    await schedule.later();

    expect((await schedule.findings()).length).toBe(before - 1);
  });
});
