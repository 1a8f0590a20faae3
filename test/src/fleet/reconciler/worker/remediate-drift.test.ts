import { describe, expect, it } from "vitest";
import type { ShardOutcome } from "../../../../../src/fleet/reconciler/run/reconcile-shard.ts";
import { remediateDrift } from "../../../../../src/fleet/reconciler/worker/remediate-drift.ts";
import { addTenant } from "../../../../support/add-tenant.ts";
import { hasDatabase, useDatabase } from "../../../../support/database.ts";
import { FakeClock } from "../../../../support/fake-clock.ts";

describe.skipIf(!hasDatabase)("the remediation of drift that an operator asked for", () => {
  const store = useDatabase();

  /** `outcomes` are those of the runs, in order; the last one repeats. */
  async function remediate(outcomes: readonly ShardOutcome[], tenantId?: string) {
    const { db } = store.database;
    const clock = new FakeClock();
    let runs = 0;
    const end = await remediateDrift(
      { tenantId: tenantId ?? (await addTenant(db)), fingerprint: "one" },
      {
        ...{
          db,
          clock,
          terms: {},
          now: () => new Date(),
          environment: () => undefined,
          signal: new AbortController().signal,
        },
        listStacks: () => Promise.resolve([]),
        reconciler: {
          remediate: () => {
            runs += 1;
            return Promise.resolve(outcomes[Math.min(runs, outcomes.length) - 1] ?? "idle");
          },
        },
      },
    );
    return { ...end, runs, waitedMs: clock.sleepsMs.reduce((sum, ms) => sum + ms, 0) };
  }

  it("waits until the worker that holds the shard releases it", async () => {
    expect(await remediate(["held-elsewhere", "held-elsewhere", "failed"])).toMatchObject({
      ...{ outcome: "failed", runs: 3, waitedMs: 2_000 },
    });
  });

  it("fails after five minutes in which the shard was never free", async () => {
    expect(await remediate(["held-elsewhere"])).toMatchObject({ outcome: "failed", waitedMs: 300_000 });
  });

  it("fails for a tenant that does not exist, without a run", async () => {
    expect(await remediate(["converged"], "unknown")).toMatchObject({ outcome: "failed", runs: 0 });
  });

  it("fails when the shard holds nothing of the tenant", async () => {
    expect(await remediate(["idle"])).toMatchObject({ outcome: "failed", runs: 1 });
  });
});
