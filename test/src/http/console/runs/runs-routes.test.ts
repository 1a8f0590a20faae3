import type { Insertable } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import type { RunTable } from "../../../../../src/core/db/tables/shard-tables.ts";
import { hasDatabase } from "../../../../support/database.ts";
import { provision } from "../../../../support/ledger.ts";
import { useConsole } from "../console-fixture.ts";

describe.skipIf(!hasDatabase)("the console's runs", () => {
  const fixture = useConsole();
  const insert = async (run: Partial<Insertable<RunTable>> = {}) => {
    const row = {
      shard: "shard-00",
      worker: "worker-1",
      startedAt: fixture.clock.now,
      durationMs: 1_400,
      outcome: "converged",
      tenants: "[]",
      changes: JSON.stringify({ create: 2, same: 8 }),
      failures: "[]",
      ...run,
    } as const;
    return (await fixture.context.db.insertInto("runs").values(row).returning("id").executeTakeFirstOrThrow()).id;
  };

  beforeEach(async () => {
    await fixture.context.db.deleteFrom("runs").execute();
  });

  test("are listed with their changes, and filtered by shard, tenant and outcome", async () => {
    const reader = await fixture.operator("read");
    expect(await reader.read("/console/runs")).toContain("No runs yet.");
    const fine = await insert({ tenants: JSON.stringify(["abc"]) });
    const failures = JSON.stringify(["Cloudflare POST /zones (HTTP 400): no"]);
    const bad = await insert({ shard: "shard-01", outcome: "failed", failures });
    const page = await reader.read("/console/runs");
    expect(page).toMatch(new RegExp(`Run ${bad}.*Cloudflare POST.*Run ${fine}.*2 created.*1\\.4 s`, "s"));
    for (const query of ["shard=shard-01", "outcome=failed"]) {
      expect(await reader.read(`/console/runs?${query}`), query).not.toContain(`Run ${fine}<`);
    }
    expect(await reader.read("/console/runs?tenant=abc")).not.toContain(`Run ${bad}<`);
    expect(await reader.read("/console/runs?tenant=nobody")).toContain("No matching runs.");
    expect(await reader.read("/console/runs?outcome=x&before=y")).toContain(`Run ${fine}<`);
  });

  test("are listed in pages of fifty, each once", async () => {
    const ids: number[] = [];
    for (let index = 0; index < 60; index += 1) {
      ids.push(await insert());
    }
    const reader = await fixture.operator("read");
    const first = await reader.read("/console/runs");
    const next = /rel="next" href="([^"]+)"/.exec(first)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const shown = [first, await reader.read(next)].flatMap((page) =>
      [...page.matchAll(/href="\/console\/runs\/(\d+)"/g)].map(([, id]) => Number(id)),
    );
    expect(shown).toEqual(ids.toReversed());
  });

  test("show the changes of each resource, without secret values", async () => {
    const tenantId = await fixture.context.ledger.submit(provision("addon_run"));
    const id = await insert({ tenants: JSON.stringify([tenantId]), failures: JSON.stringify(["it <b>broke</b>"]) });
    const step = { tenantId, type: "apifew:License", isFailed: false };
    const properties = [
      { path: "quantity", before: "1", after: "2" },
      { path: "config", before: '"[secret]"', after: '"[secret]"' },
      { path: "waitFor", before: null, after: '"active"' },
    ];
    const steps = [
      { ...step, name: `${tenantId}-license`, operation: "update", properties },
      { ...step, name: `${tenantId}-owner`, operation: "create", isFailed: true, properties: [] },
    ];
    const details = { steps: JSON.stringify(steps), omitted: JSON.stringify({ create: 700 }), remarks: '["warned"]' };
    await fixture.context.db
      .insertInto("runDetails")
      .values({ runId: id, ...details })
      .execute();
    const page = await (await fixture.operator("read")).read(`/console/runs/${id}`);
    expect(page).toMatch(/addon_run.*Updated.*license.*quantity.*1<\/del>.*2<\/ins>/s);
    expect(page).toContain("changed; secret values are not recorded");
    expect(page).toContain("Failed: not created");
    expect(page).toContain("Not shown: 700 created.");
    expect(page).toContain("warned");
    expect(page).toContain("it &lt;b&gt;broke&lt;/b&gt;");
    expect(page).not.toContain(`>${tenantId}-license`);
  });

  test("without recorded steps, and deleted runs, say so", async () => {
    const id = await insert();
    const reader = await fixture.operator("read");
    expect(await reader.read(`/console/runs/${id}`)).toContain("has no recorded details");
    expect((await reader.get(`/console/runs/${id + 1}`)).status).toBe(404);
    expect((await reader.get("/console/runs/one")).status).toBe(404);
  });
});
