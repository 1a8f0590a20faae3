import { type Expression, type ExpressionBuilder, type Kysely, type SqlBool, sql } from "kysely";
import { tenantOfUrn } from "../../../../stacks/tenant-of-urn.ts";
import type { Tables } from "../../../core/db/tables.ts";
import type { DriftKind, Severity } from "../../../core/model/drift-report.ts";
import type { DriftTask } from "../../../fleet/drift/tasks/work-on-task.ts";
import type { KnownFinding } from "../../operators-api/drift/find-finding.ts";
import { readTenantNames } from "../runs/read-tenant-names.ts";

/** Which findings are meant: those that meet all that is given. */
export interface FindingFilter {
  readonly isOpen: boolean;
  readonly kind?: DriftKind | undefined;
  readonly severity?: Severity | undefined;
  readonly shard?: string | undefined;
  /** Part of what the finding says, in upper or lower case; names hold the tenant's id. */
  readonly text?: string | undefined;
}

export interface FindingPage {
  readonly findings: readonly KnownFinding[];
  /** All that meet the filter. */
  readonly count: number;
  /** What is being done, or was done last, about each of these, by fingerprint. */
  readonly tasks: ReadonlyMap<string, DriftTask>;
  /** What the tenants are called that these are of, by id. */
  readonly tenantNames: ReadonlyMap<string, string>;
}

/** How many open findings there are of a kind and severity. */
export interface FindingCount {
  readonly kind: DriftKind;
  readonly severity: Severity;
  readonly count: number;
}

const severest = sql`array_position(array['error', 'warning', 'note'], severity)`;

/** A page of findings, the severest first, of those the newest. */
export async function listFindings(
  db: Kysely<Tables>,
  filter: FindingFilter,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<FindingPage> {
  const [findings, total] = await Promise.all([
    db
      .selectFrom("driftFindings")
      .selectAll()
      .where((where) => where.and(criteriaOf(where, filter)))
      .orderBy(filter.isOpen ? severest : sql`closed_at`, filter.isOpen ? "asc" : "desc")
      .orderBy("firstSeenAt", "desc")
      .orderBy("fingerprint")
      .limit(limit)
      .offset(offset)
      .execute(),
    db
      .selectFrom("driftFindings")
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .where((where) => where.and(criteriaOf(where, filter)))
      .executeTakeFirstOrThrow(),
  ]);
  const fingerprints = findings.map(({ fingerprint }) => fingerprint);
  const tenantIds = new Set(findings.flatMap(({ finding }) => tenantOfUrn(finding.urn) ?? []));
  const [tasks, tenantNames] = await Promise.all([lastTasks(db, fingerprints), readTenantNames(db, [...tenantIds])]);
  return { findings, count: total.count, tasks, tenantNames };
}

/** Counts what is open, by kind and severity. */
export function countFindings(db: Kysely<Tables>): Promise<FindingCount[]> {
  return db
    .selectFrom("driftFindings")
    .select(({ fn }) => ["kind", "severity", fn.countAll<number>().as("count")])
    .where("closedAt", "is", null)
    .groupBy(["kind", "severity"])
    .execute();
}

/** What was asked about a finding, the newest first. */
export function listTasks(db: Kysely<Tables>, fingerprint: string, limit: number): Promise<DriftTask[]> {
  return db
    .selectFrom("driftTasks")
    .selectAll()
    .where("fingerprint", "=", fingerprint)
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
}

async function lastTasks(db: Kysely<Tables>, fingerprints: readonly string[]): Promise<Map<string, DriftTask>> {
  const tasks = await db
    .selectFrom("driftTasks")
    .selectAll()
    .distinctOn("fingerprint")
    .where("fingerprint", "=", sql<string>`any(${fingerprints}::text[])`)
    .orderBy("fingerprint")
    .orderBy("id", "desc")
    .execute();
  return new Map(tasks.flatMap((task) => (task.fingerprint === null ? [] : [[task.fingerprint, task]])));
}

function criteriaOf(
  where: ExpressionBuilder<Tables, "driftFindings">,
  { isOpen, kind, severity, shard, text }: FindingFilter,
): Expression<SqlBool>[] {
  // Operators cannot act on unverifiable findings, so these are listed only if a filter asks for them.
  const isFolded = isOpen && kind === undefined && severity === undefined && text === undefined;
  const worthListing = where.or([where("kind", "!=", "unverifiable"), where("severity", "!=", "note")]);
  const pattern = `%${(text ?? "").replaceAll(/[\\%_]/g, "\\$&")}%`;
  return [
    where("closedAt", isOpen ? "is" : "is not", null),
    ...(isFolded ? [worthListing] : []),
    ...(kind === undefined ? [] : [where("kind", "=", kind)]),
    ...(severity === undefined ? [] : [where("severity", "=", severity)]),
    ...(shard === undefined ? [] : [where("stack", "=", shard)]),
    ...(text === undefined ? [] : [where(sql<string>`finding ->> 'message'`, "ilike", pattern)]),
  ];
}
