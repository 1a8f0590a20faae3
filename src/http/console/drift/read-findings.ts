import type { Kysely } from "kysely";
import { tenantOfUrn } from "../../../../stacks/tenant-of-urn.ts";
import type { Tables } from "../../../core/db/tables.ts";
import {
  countFindings,
  type FindingFilter,
  type KnownFinding,
  listFindings,
} from "../../../fleet/drift/scheduled/drift-findings.ts";
import { type DriftTask, lastTasks } from "../../../fleet/drift/tasks/drift-tasks.ts";
import { readTenantNames } from "../runs/read-tenant-names.ts";

export interface FindingPage {
  readonly findings: readonly KnownFinding[];
  /** The number of findings that match the filter. */
  readonly count: number;
  /** The last task of each finding, by fingerprint. */
  readonly tasks: ReadonlyMap<string, DriftTask>;
  /** The titles of the findings' tenants, by id. */
  readonly tenantNames: ReadonlyMap<string, string>;
}

/** A page of findings, most severe first, with their tasks and tenants. */
export async function readFindings(
  db: Kysely<Tables>,
  filter: FindingFilter,
  page: { readonly limit: number; readonly offset: number },
): Promise<FindingPage> {
  const [findings, count] = await Promise.all([
    listFindings(db, filter, { ...page, order: "severity" }),
    countFindings(db, filter),
  ]);
  const fingerprints = findings.map(({ fingerprint }) => fingerprint);
  const tenantIds = new Set(findings.flatMap(({ finding }) => tenantOfUrn(finding.urn) ?? []));
  const [tasks, tenantNames] = await Promise.all([lastTasks(db, fingerprints), readTenantNames(db, [...tenantIds])]);
  return { findings, count, tasks, tenantNames };
}
