import { type Expression, type ExpressionBuilder, type Kysely, type RawBuilder, type SqlBool, sql } from "kysely";
import { tenantColumns } from "../db/tables/tenant-tables.ts";
import type { Tables } from "../db/tables.ts";
import type { Condition } from "../model/condition.ts";
import type { Tenant } from "../model/tenant.ts";
import type { TenantKey } from "./change.ts";
import { derivedTenantIds, type TermsBySource } from "./source-terms.ts";
import { parseCursor, toCursor } from "./tenant-cursor.ts";
import { isStorable } from "./unstorable-text.ts";

/** The tenant with the key, including a removed one. */
export async function findTenant(db: Kysely<Tables>, key: TenantKey): Promise<Tenant | undefined> {
  if (!isStorable(key)) {
    return undefined;
  }
  const tenants = db.selectFrom("tenants").select(tenantColumns);
  const found =
    "id" in key
      ? tenants.where("id", "=", key.id)
      : tenants.where("source", "=", key.source).where("externalId", "=", key.externalId);
  return found.executeTakeFirst();
}

/**
 * Whether a tenant's desired state, or its marketplace's pattern for owners, may give it one of the folded
 * logins.
 */
export function mayHaveLogin(logins: readonly string[], terms: TermsBySource): RawBuilder<boolean> {
  return sql`(logins_of(desired) && ${logins}::text[] or id = any(${derivedTenantIds(logins, terms)}::text[]))`;
}

/** A filter of tenants. All given criteria must match. */
export interface TenantFilter {
  readonly source?: Tenant["source"] | undefined;
  readonly plan?: string | undefined;
  readonly state?: Tenant["state"] | undefined;
  readonly shard?: string | undefined;
  /** Has a condition of this type and, if given, with this status. */
  readonly condition?: (Pick<Condition, "type"> & { readonly status?: Condition["status"] | undefined }) | undefined;
  /** Whether the vendors match the desired state. */
  readonly isConverged?: boolean | undefined;
  /** Only tenants that fail to converge; see failing. */
  readonly isFailing?: boolean | undefined;
  /** The tenant with exactly this hostname. */
  readonly hostname?: string | undefined;
  /** Part of the id, the external id, the owner's login or a hostname, ignoring case. */
  readonly search?: string | undefined;
}

interface PageRequest {
  readonly filter?: TenantFilter;
  /** Maximum number of tenants on the page. */
  readonly limit: number;
  /** `next` of the previous page. */
  readonly cursor?: string | undefined;
}

export interface TenantPage {
  readonly tenants: readonly Tenant[];
  /** Cursor of the next page; undefined on the last one. */
  readonly next: string | undefined;
}

/**
 * SQL for tenants that failed at their current generation. A tenant that waits for its owner's address has
 * not failed.
 */
const failing = sql<SqlBool>`(
  exists (select from attempts where attempts.tenant_id = tenants.id and attempts.generation = tenants.generation)
  and not tenants.conditions @> '[{"type": "Ready", "reason": "OwnerUnknown"}]')`;

type Where = ExpressionBuilder<Tables, "tenants">;

/**
 * A page of tenants, newest first. Following `next` returns each tenant once, even while others are added.
 * Throws InvalidCursorError.
 */
export async function listTenants(
  db: Kysely<Tables>,
  { filter = {}, limit, cursor }: PageRequest,
): Promise<TenantPage> {
  if (!isStorable(filter)) {
    return { tenants: [], next: undefined };
  }
  const rows = await db
    .selectFrom("tenants")
    .select(tenantColumns)
    .where((where) => where.and([...criteriaOf(where, filter), ...after(where, cursor)]))
    .orderBy("createdAt", "desc")
    .orderBy("id", "desc")
    // One extra row shows whether there is a next page.
    .limit(limit + 1)
    .execute();
  const tenants = rows.slice(0, limit);
  const last = tenants.at(-1);
  return { tenants, next: rows.length > limit && last !== undefined ? toCursor(last) : undefined };
}

/** Number of tenants that match the filter. */
export async function countTenants(db: Kysely<Tables>, filter: TenantFilter): Promise<number> {
  if (!isStorable(filter)) {
    return 0;
  }
  const { count } = await db
    .selectFrom("tenants")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where((where) => where.and(criteriaOf(where, filter)))
    .executeTakeFirstOrThrow();
  return count;
}

/** The tenants with these ids. */
export function findTenants(db: Kysely<Tables>, ids: readonly string[]): Promise<Tenant[]> {
  return db.selectFrom("tenants").select(tenantColumns).where("id", "=", sql<string>`any(${ids}::text[])`).execute();
}

/** A tenant that has not converged. */
export interface Straggler {
  readonly tenant: Tenant;
  /** Consecutive failures and the next retry; null if it has not failed since its last change. */
  readonly failures: number | null;
  readonly retryAt: Date | null;
}

/** Tenants that have not converged: those with the most failures, or those waiting longest. */
export async function listStragglers(
  db: Kysely<Tables>,
  order: "failing" | "oldest",
  limit: number,
): Promise<Straggler[]> {
  const stragglers = db
    .selectFrom("tenants")
    .leftJoin("attempts", (join) =>
      join.onRef("attempts.tenantId", "=", "tenants.id").onRef("attempts.generation", "=", "tenants.generation"),
    )
    .select(tenantColumns)
    .select(["attempts.failures", "attempts.retryAt"])
    .where("tenants.observedGeneration", "<", sql.ref<number>("tenants.generation"))
    .limit(limit);
  const ordered =
    order === "oldest"
      ? stragglers.orderBy("tenants.changedAt").orderBy("tenants.id")
      : stragglers.where(failing).orderBy("attempts.failures", "desc").orderBy("tenants.id");
  const rows = await ordered.execute();
  return rows.map(({ failures, retryAt, ...tenant }) => ({ tenant, failures, retryAt }));
}

/** The number of tenants that have not converged, and the time of the oldest of their changes. */
export function measureBacklog(db: Kysely<Tables>): Promise<{ readonly count: number; readonly oldest: Date | null }> {
  return db
    .selectFrom("tenants")
    .select((select) => [
      select.fn.countAll<number>().as("count"),
      select.fn.min<Date | null>("changedAt").as("oldest"),
    ])
    .where("observedGeneration", "<", sql.ref<number>("generation"))
    .executeTakeFirstOrThrow();
}

/** The number of tenants of one marketplace in one state, with the same status of every condition. */
export interface FleetShare extends Pick<Tenant, "source" | "state"> {
  readonly tenants: number;
  /** How many of them have not converged. */
  readonly unconverged: number;
  /** The statuses of the conditions that they have, by type. */
  readonly statuses: Readonly<Record<string, string>>;
}

/**
 * Counts the whole fleet. Reads one index: a statement over 100,000 tenants' records would take ten times as
 * long.
 */
export async function countFleet(db: Kysely<Tables>): Promise<FleetShare[]> {
  const { rows } = await sql<Omit<FleetShare, "statuses"> & { statuses: string }>`
    select source, state, statuses, count(*) as tenants,
      count(*) filter (where observed_generation < generation) as unconverged
    from tenants group by source, state, statuses`.execute(db);
  return rows.map((share) => ({
    ...share,
    statuses: Object.fromEntries(share.statuses.split(" ").map((pair) => pair.split("="))),
  }));
}

function after(where: Where, cursor: string | undefined): Expression<SqlBool>[] {
  if (cursor === undefined) {
    return [];
  }
  const { createdAt, id } = parseCursor(cursor);
  return [where(where.refTuple("createdAt", "id"), "<", where.tuple(createdAt, id))];
}

function criteriaOf(where: Where, filter: TenantFilter): Expression<SqlBool>[] {
  const { condition, isConverged, isFailing, hostname, search } = filter;
  const equal = (["source", "plan", "state", "shard"] as const).flatMap((column) =>
    filter[column] === undefined ? [] : [where(column, "=", filter[column])],
  );
  const converged =
    isConverged === undefined ? [] : [where("observedGeneration", isConverged ? "=" : "<", where.ref("generation"))];
  return [
    ...equal,
    ...converged,
    ...(isFailing ? [failing] : []),
    ...(condition === undefined ? [] : [sql<SqlBool>`conditions @> ${JSON.stringify([condition])}::jsonb`]),
    ...(hostname === undefined ? [] : [where("id", "in", claimants(where, "=", hostname))]),
    ...(search === undefined ? [] : [matches(where, search)]),
  ];
}

/** A union, since PostgreSQL uses no index of either table for an "or" across both. */
function matches(where: Where, search: string): Expression<SqlBool> {
  const pattern = `%${search.replaceAll(/[\\%_]/g, "\\$&")}%`;
  const own = where
    .selectFrom("tenants as own")
    .select("own.id as tenantId")
    .where((one) =>
      one.or([
        one("own.id", "ilike", pattern),
        one("own.externalId", "ilike", pattern),
        one(sql<string>`own.desired -> 'owner' ->> 'login'`, "ilike", pattern),
      ]),
    );
  return where("id", "in", own.union(claimants(where, "ilike", pattern)));
}

function claimants(where: Where, operator: "=" | "ilike", hostname: string) {
  return where.selectFrom("hostnameClaims").select("tenantId").where("hostname", operator, hostname);
}
