import { expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { requestTask } from "../../src/fleet/drift/tasks/request-task.ts";
import { listRuns } from "../../src/fleet/reconciler/run/run-history.ts";
import { startDriftTasks } from "../../src/fleet/reconciler/worker/start-drift-tasks.ts";
import { withTerms } from "../../src/http/marketplaces/index.ts";
import { hasDatabase } from "../support/database.ts";
import { describeWithEngine } from "../support/engine.ts";
import { type ReconcilerHarness, startReconcilerHarness } from "../support/reconciler-harness.ts";
import { silentLog } from "../support/silent-log.ts";

const { signal } = new AbortController();
const shard = "shard-00";
const timeout = 240_000;

const Zone = z.object({
  id: z.string(),
  custom_hostnames: z.array(z.object({ id: z.string(), hostname: z.string() })),
});
const State = z.object({ cloudflare: z.object({ zones: z.array(Zone) }) });

/** A fleet of two tenants with a hostname each, and a worker that runs drift tasks. */
async function startFleet() {
  const harness = await startReconcilerHarness({ isOneShard: true });
  const { db } = harness.database;
  const reconciler = await harness.reconciler();
  const ids = {
    one: await harness.want("one", { hostnames: ["one.customer.com"] }),
    two: await harness.want("two", { hostnames: ["two.customer.com"] }),
  };
  await reconciler.reconcile(shard, signal);
  const config = withTerms({ ...harness.config, drift: { ...harness.config.drift, confirmAfterSeconds: 0 } });
  const parts = { config, environment: (name: string) => harness.variables[name], db, log: silentLog };
  const tasks = await startDriftTasks(parts, reconciler);
  onTestFinished(() => tasks.stop());

  const ask = async (wish: Parameters<typeof requestTask>[1]) => {
    const { id } = await requestTask(db, wish, { actor: "operator:jane", now: new Date() });
    const ended = db.selectFrom("driftTasks").selectAll().where("id", "=", id).where("endedAt", "is not", null);
    await expect.poll(() => ended.execute(), { timeout: 120_000 }).toHaveLength(1);
    return ended.executeTakeFirstOrThrow();
  };
  // The sandbox's initial users belong to no tenant.
  const open = () =>
    db.selectFrom("driftFindings").selectAll().where("closedAt", "is", null).where("kind", "!=", "unmanaged").execute();
  return {
    ...{ harness, reconciler, ids, ask, open },
    search: () => ask({ kind: "scan" }),
    remediate: async (tenantId: string) => {
      const found = (await open()).find(({ finding }) => finding.name.startsWith(`${tenantId}-`));
      return ask({ kind: "remediate", tenantId, fingerprint: found?.fingerprint ?? "" });
    },
  };
}

async function changeByHand(harness: ReconcilerHarness, hostname: string, method: "DELETE" | "PATCH"): Promise<void> {
  const [zone] = State.parse(await harness.sandbox.state()).cloudflare.zones;
  const found = zone?.custom_hostnames.find((each) => each.hostname === hostname);
  const { cloudflare, credentials } = harness.sandbox.ready;
  const answer = await fetch(`${cloudflare}/zones/${zone?.id}/custom_hostnames/${found?.id}`, {
    method,
    headers: { authorization: `Bearer ${credentials.cloudflare.apiToken}`, "content-type": "application/json" },
    ...(method === "PATCH" && { body: JSON.stringify({ ssl: { method: "txt", type: "dv" } }) }),
  });
  expect(answer.ok).toBe(true);
}

describeWithEngine("an operator's drift task", () => {
  it.skipIf(!hasDatabase)(
    "is an immediate scan, or a remediation of one tenant that changes no other",
    { timeout },
    async () => {
      const { harness, ids, search, remediate, open } = await startFleet();
      await changeByHand(harness, "one.customer.com", "DELETE");
      await changeByHand(harness, "two.customer.com", "PATCH");
      expect(await search()).toMatchObject({ outcome: "done", reason: null });
      const [run] = await harness.database.db.selectFrom("driftScans").selectAll().execute();
      expect(run).toMatchObject({ requestedBy: "operator:jane", result: "drift" });
      const before = await open();
      expect(before.map(({ finding }) => `${finding.kind} ${finding.name}`).toSorted()).toEqual(
        [`missing ${ids.one}-one.customer.com`, `changed ${ids.two}-two.customer.com`].toSorted(),
      );
      const writes = (await harness.writes()).length;

      expect(await remediate(ids.one)).toMatchObject({ outcome: "remediated", reason: null });

      expect((await open()).map(({ finding }) => finding.name)).toEqual([`${ids.two}-two.customer.com`]);
      expect((await harness.vendors()).hostnames).toEqual(["one.customer.com", "two.customer.com"]);
      expect((await harness.writes()).slice(writes)).toEqual([
        expect.stringMatching(/^POST .*custom_hostnames 201$|^POST .*custom_hostnames 200$/),
      ]);
      const [remediated] = await listRuns(harness.database.db, { limit: 1 });
      expect(remediated?.tenants).toEqual([ids.one]);
      expect(await remediate(ids.two)).toMatchObject({ outcome: "remediated" });
      expect(await open()).toEqual([]);
    },
  );

  it.skipIf(!hasDatabase)(
    "retries a tenant whose remediation failed, and records the reason",
    { timeout },
    async () => {
      const { harness, reconciler, ids, search, remediate, open } = await startFleet();
      await changeByHand(harness, "one.customer.com", "DELETE");
      await search();
      await harness.sandbox.fault({
        vendor: "cloudflare",
        method: "POST",
        route: "/zones/:zone/custom_hostnames",
        status: 400,
        times: 1,
      });

      const task = await remediate(ids.one);

      expect(task).toMatchObject({
        outcome: "failed",
        reason: expect.stringMatching(/Cloudflare .* It is retried automatically\.$/s),
      });
      expect(await open()).toHaveLength(1);
      expect(await harness.unconverged()).toEqual([ids.one]);
      await harness.database.db
        .updateTable("attempts")
        .set({ retryAt: new Date(0) })
        .execute();
      expect(await reconciler.reconcile(shard, signal)).toBe("converged");
      expect((await harness.vendors()).hostnames).toEqual(["one.customer.com", "two.customer.com"]);
      await search();
      expect(await open()).toEqual([]);
    },
  );
});
