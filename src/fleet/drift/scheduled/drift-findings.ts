/** The findings of the fleet's drift scans in the database. */
import {
  type Expression,
  type ExpressionBuilder,
  type Kysely,
  type Selectable,
  type SqlBool,
  sql,
  type Transaction,
} from "kysely";
import type { DriftFindingTable } from "../../../core/db/tables/drift-tables.ts";
import type { Tables } from "../../../core/db/tables.ts";
import type { DriftKind, DriftReport, Severity } from "../../../core/model/drift-report.ts";
import { isOver } from "../is-over.ts";

export type KnownFinding = Selectable<DriftFindingTable>;

/** A filter of findings. All given criteria must match. */
export interface FindingFilter {
  readonly isOpen: boolean;
  readonly kind?: DriftKind | undefined;
  readonly severity?: Severity | undefined;
  readonly shard?: string | undefined;
  /** Part of the message, ignoring case. Messages contain the tenant's id. */
  readonly text?: string | undefined;
  /** Whether to omit folded findings; see isFolded. */
  readonly omitsFolded?: boolean | undefined;
}

interface PageRequest {
  readonly limit: number;
  readonly offset?: number;
  /**
   * How open findings are sorted: by severity and then by time, or only by time. Closed ones are sorted by
   * the time of closing.
   */
  readonly order: "severity" | "time";
}

/** The number of open findings of one kind and severity. */
export interface FindingCount {
  readonly kind: DriftKind;
  readonly severity: Severity;
  readonly count: number;
}

const severest = sql`array_position(array['error', 'warning', 'note'], severity)`;

/** A page of findings, newest first. */
export function listFindings(
  db: Kysely<Tables>,
  filter: FindingFilter,
  { limit, offset = 0, order }: PageRequest,
): Promise<KnownFinding[]> {
  return db
    .selectFrom("driftFindings")
    .selectAll()
    .where((where) => where.and(criteriaOf(where, filter)))
    .$if(!filter.isOpen, (query) => query.orderBy("closedAt", "desc"))
    .$if(filter.isOpen && order === "severity", (query) => query.orderBy(severest))
    .orderBy("firstSeenAt", "desc")
    .orderBy("fingerprint")
    .limit(limit)
    .offset(offset)
    .execute();
}

/** The number of findings that match the filter. */
export async function countFindings(db: Kysely<Tables>, filter: FindingFilter): Promise<number> {
  const { count } = await db
    .selectFrom("driftFindings")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where((where) => where.and(criteriaOf(where, filter)))
    .executeTakeFirstOrThrow();
  return count;
}

/** Counts open findings by kind and severity. */
export function countByKind(db: Kysely<Tables>): Promise<FindingCount[]> {
  return db
    .selectFrom("driftFindings")
    .select(({ fn }) => ["kind", "severity", fn.countAll<number>().as("count")])
    .where("closedAt", "is", null)
    .groupBy(["kind", "severity"])
    .execute();
}

/** The finding with this fingerprint, open or closed. */
export function findFinding(db: Kysely<Tables>, fingerprint: string): Promise<KnownFinding | undefined> {
  return db.selectFrom("driftFindings").selectAll().where("fingerprint", "=", fingerprint).executeTakeFirst();
}

/** Open findings about the fleet's own resources. */
export function listOpenDrift(db: Kysely<Tables>): Promise<Pick<KnownFinding, "finding">[]> {
  return db
    .selectFrom("driftFindings")
    .select("finding")
    .where("closedAt", "is", null)
    .where("kind", "not in", ["unmanaged", "unverifiable"])
    .execute();
}

/** Findings that opened or closed since the last notice about them, without mere notes. */
export function listUnnotified(
  db: Kysely<Tables>,
): Promise<Pick<KnownFinding, "fingerprint" | "finding" | "firstSeenAt" | "closedAt">[]> {
  return db
    .selectFrom("driftFindings")
    .select(["fingerprint", "finding", "firstSeenAt", "closedAt"])
    .where(sql<boolean>`is_notified_open = (closed_at is not null)`)
    .where("severity", "!=", "note")
    .orderBy("fingerprint")
    .execute();
}

/** Records that a notice reported these findings as open, or as closed. */
export async function markNotified(
  db: Kysely<Tables>,
  fingerprints: readonly string[],
  isNotifiedOpen: boolean,
): Promise<void> {
  if (fingerprints.length === 0) {
    return;
  }
  await db
    .updateTable("driftFindings")
    .set({ isNotifiedOpen })
    .where(sql<boolean>`fingerprint = any(${fingerprints})`)
    .execute();
}

function criteriaOf(
  where: ExpressionBuilder<Tables, "driftFindings">,
  { isOpen, kind, severity, shard, text, omitsFolded }: FindingFilter,
): Expression<SqlBool>[] {
  const pattern = `%${(text ?? "").replaceAll(/[\\%_]/g, "\\$&")}%`;
  return [
    where("closedAt", isOpen ? "is" : "is not", null),
    ...(omitsFolded ? [where.or([where("kind", "!=", "unverifiable"), where("severity", "!=", "note")])] : []),
    ...(kind === undefined ? [] : [where("kind", "=", kind)]),
    ...(severity === undefined ? [] : [where("severity", "=", severity)]),
    ...(shard === undefined ? [] : [where("stack", "=", shard)]),
    ...(text === undefined ? [] : [where(sql<string>`finding ->> 'message'`, "ilike", pattern)]),
  ];
}

/** Opens new findings and closes those that are over. With `stack`, the report covers this stack only. */
export async function recordFindings(
  transaction: Transaction<Tables>,
  report: DriftReport,
  now: Date,
  stack?: string,
): Promise<void> {
  await openFound(transaction, report, now);
  const open = await transaction
    .selectFrom("driftFindings")
    .select(["fingerprint", "stack"])
    .where("closedAt", "is", null)
    .execute();
  const over = open
    .filter((finding) => stack === undefined || finding.stack === stack)
    .filter((finding) => isOver(finding, report))
    .map(({ fingerprint }) => fingerprint);
  if (over.length === 0) {
    return;
  }
  await transaction
    .updateTable("driftFindings")
    .set({ closedAt: now })
    .where(sql<boolean>`fingerprint = any(${over})`)
    .execute();
}

/** One statement for all findings: separate parameters could exceed PostgreSQL's limit. */
async function openFound(transaction: Transaction<Tables>, { findings }: DriftReport, now: Date): Promise<void> {
  await sql`
    insert into drift_findings
      (fingerprint, kind, severity, stack, finding, first_seen_at, last_seen_at, closed_at, is_notified_open)
    select found ->> 'fingerprint', found ->> 'kind', found ->> 'severity', found ->> 'stack', found, ${now}, ${now}, null, false
    from jsonb_array_elements(${JSON.stringify(findings)}::jsonb) found
    on conflict (fingerprint) do update set
      severity = excluded.severity,
      finding = excluded.finding,
      first_seen_at = case
        when drift_findings.closed_at is null then drift_findings.first_seen_at
        else excluded.first_seen_at
      end,
      last_seen_at = excluded.last_seen_at,
      closed_at = null`.execute(transaction);
}
