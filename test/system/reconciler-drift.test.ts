import { expect, it, vi } from "vitest";
import { startDriftScan } from "../../src/fleet/reconciler/worker/start-drift-scan.ts";
import { withTerms } from "../../src/http/marketplaces/index.ts";
import { hasDatabase } from "../support/database.ts";
import { describeWithEngine } from "../support/engine.ts";
import { startReconcilerHarness } from "../support/reconciler-harness.ts";
import { silentLog } from "../support/silent-log.ts";

const timeoutMs = 240_000;

describeWithEngine("a worker's drift scan", () => {
  it.skipIf(!hasDatabase)(
    "reads the shards' stacks, finds changed and unmanaged objects at the vendors, and writes nothing",
    async () => {
      const harness = await startReconcilerHarness({ isOneShard: true });
      const { db } = harness.database;
      const reconciler = await harness.reconciler();
      await harness.want("one", { hostnames: ["one.customer.com", "two.customer.com"] });
      await reconciler.reconcile("shard-00", new AbortController().signal);
      // A shard without a stack is empty.
      await db
        .insertInto("shards")
        .values({ name: "shard-01", leaseToken: 1, leaseHolder: "gone", leaseUntil: new Date(0), isRunning: true })
        .execute();
      const zone = Object(await harness.sandbox.state()).cloudflare.zones[0];
      const [one] = zone.custom_hostnames;
      const { cloudflare, credentials } = harness.sandbox.ready;
      await fetch(`${cloudflare}/zones/${zone.id}/custom_hostnames/${one.id}`, {
        method: "DELETE",
        headers: { authorization: `Bearer ${credentials.cloudflare.apiToken}` },
      });
      const writes = await harness.writes();
      const drift = { ...harness.config.drift, everyMinutes: 60, confirmAfterSeconds: 0 };
      const parts = {
        config: withTerms({ ...harness.config, drift }),
        environment: (name: string) => harness.variables[name],
      };

      const search = await startDriftScan({ ...parts, db, log: silentLog }, "test");
      await vi.waitFor(
        async () => expect(await db.selectFrom("driftScans").select("result").execute()).toEqual([{ result: "drift" }]),
        { timeout: 120_000, interval: 500 },
      );
      await search?.stop();

      const [run] = await db.selectFrom("driftScans").selectAll().execute();
      expect(run?.errors).toEqual([]);
      const findings = await db.selectFrom("driftFindings").selectAll().execute();
      const listed = findings.map(({ kind, stack, finding }) => `${kind} ${stack} ${finding.type}`);
      expect(listed).toContain("missing shard-00 cloudflare:CustomHostname");
      expect(findings.filter(({ finding }) => finding.type === "cloudflare:FallbackOrigin")).toEqual([]);
      expect(await harness.writes()).toEqual(writes);
    },
    timeoutMs,
  );
});
