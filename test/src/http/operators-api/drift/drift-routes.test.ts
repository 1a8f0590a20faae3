import { beforeAll, describe, expect, test } from "vitest";
import { createMetrics } from "../../../../../src/core/telemetry/create-metrics.ts";
import { claimScan, endScan } from "../../../../../src/fleet/drift/scheduled/drift-scans.ts";
import { driftRoutes } from "../../../../../src/http/operators-api/drift/drift-routes.ts";
import { addDriftGauge } from "../../../../../src/http/operators-api/metrics/drift-gauge.ts";
import { createApp } from "../../../../../src/process/app.ts";
import { hasDatabase, useDatabase } from "../../../../support/database.ts";
import { MemoryLedger } from "../../../../support/memory-ledger.ts";
import { type Operator, operatorOf } from "../../../../support/operator.ts";
import { testContext } from "../../../../support/service-context.ts";
import { silentLog } from "../../../../support/silent-log.ts";
import { sampleReport } from "../../../fleet/drift/sample-report.ts";

describe.skipIf(!hasDatabase)("GET /api/v1/drift", () => {
  const server = useDatabase();
  const parts: { reader?: Operator; app?: ReturnType<typeof createApp> } = {};
  const list = async (query = "") => {
    const answer = await parts.reader?.call(`/api/v1/drift${query}`);
    expect(answer?.status).toBe(200);
    return JSON.parse((await answer?.text()) ?? "");
  };

  beforeAll(async () => {
    const { db } = server.database;
    const context = testContext({ db, ledger: new MemoryLedger() });
    parts.app = createApp(context, { groups: [driftRoutes(context)] });
    parts.reader = await operatorOf(parts.app, context, "read");
    const now = new Date("2026-11-22T08:00:00Z");
    const stacks = [{ name: "production", status: "checked" as const, reason: null, resources: 3, notChecked: [] }];
    const whole = { ...sampleReport, stacks, errors: [], notes: [] };
    for (const [index, report] of [whole, { ...whole, findings: whole.findings.slice(1) }].entries()) {
      const at = new Date(now.getTime() + index * 3_600_000);
      const claim = await claimScan(db, { worker: "test", everyMs: 3_600_000, now: at });
      await endScan(db, report, { id: "id" in claim ? claim.id : 0, now: at, keepDays: 90 });
    }
  });

  test("lists open findings and scans, newest first", async () => {
    const { open, findings, scans } = await list();

    expect(open).toBe(3);
    expect(findings.map(({ finding }: { finding: { kind: string } }) => finding.kind).toSorted()).toEqual([
      "incomplete",
      "missing",
      "unmanaged",
    ]);
    expect(scans.map(({ startedAt }: { startedAt: string }) => startedAt)).toEqual([
      "2026-11-22T09:00:00.000Z",
      "2026-11-22T08:00:00.000Z",
    ]);
    expect(scans[0]).toMatchObject({ result: "error", summary: { resources: 3 }, errors: [] });
  });

  test("lists closed findings, up to the limit", async () => {
    const { findings } = await list("?state=closed");

    expect(findings).toMatchObject([{ closedAt: "2026-11-22T09:00:00.000Z", finding: { kind: "changed" } }]);
    expect((await list("?limit=1")).findings).toHaveLength(1);
  });

  test("is for operators", async () => {
    expect((await parts.app?.request("/api/v1/drift"))?.status).toBe(401);
    const answer = await parts.reader?.call("/api/v1/drift?state=any");
    expect(answer?.status).toBe(400);
  });

  test("is counted by kind and severity", async () => {
    const { registry } = createMetrics();
    addDriftGauge({ registry, db: server.database.db, log: silentLog });

    const text = await registry.metrics();

    expect(text).toContain('marketplane_drift_findings{kind="missing",severity="error"} 1');
    expect(text).toContain('marketplane_drift_findings{kind="unmanaged",severity="warning"} 1');
    expect(text).toContain('marketplane_drift_findings{kind="changed",severity="error"} 0');
  });
});
