import type { Kysely } from "kysely";
import type { Tables } from "../../../../src/core/db/tables.ts";
import type { DriftReport, Finding } from "../../../../src/core/model/drift-report.ts";
import { changedFinding, missingFinding, unmanagedFinding } from "../../../../src/fleet/drift/findings.ts";
import { beginScan, endScan } from "../../../../src/fleet/drift/scheduled/drift-scans.ts";
import { sampleReport } from "../../fleet/drift/sample-report.ts";

const type = "cloudflare:CustomHostname";

function subjectOf(tenantId: string, hostname: string) {
  const name = `${tenantId}-${hostname}`;
  const urn = `urn:pulumi:shard-00::marketplane::marketplane:index:Tenant$pulumi-nodejs:${type}::${name}`;
  return { stack: "shard-00", type, resource: { urn, name, id: "zone/1" } };
}

/** A scan's findings of a tenant, and of no tenant. */
export const findings = {
  changed: (tenantId: string): Finding =>
    changedFinding(subjectOf(tenantId, "shop.customer.com"), {
      path: "ssl.method",
      desired: "http",
      observed: "txt",
      isSecret: false,
    }),
  missing: (tenantId: string): Finding => missingFinding(subjectOf(tenantId, "gone.customer.com")),
  unmanaged: (hostname: string): Finding =>
    unmanagedFinding(
      { type, id: `zone/${hostname}`, name: hostname },
      { message: `the custom hostname ${hostname} in zone z is not in any stack` },
    ),
};

/** Records a complete scan with these findings. */
export async function searched(db: Kysely<Tables>, found: readonly Finding[], now: Date): Promise<void> {
  const stacks = [{ name: "shard-00", status: "checked" as const, reason: null, resources: 12, notChecked: [] }];
  const report: DriftReport = { ...sampleReport, result: "drift", stacks, findings: [...found], errors: [], notes: [] };
  const { id } = await beginScan(db, { worker: "worker-1", now: new Date(now.getTime() - 2_400), requestedBy: null });
  await endScan(db, report, { id, now, keepDays: 90 });
}
